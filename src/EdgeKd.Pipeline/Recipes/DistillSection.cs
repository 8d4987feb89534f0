namespace EdgeKd.Pipeline.Recipes;

/// <summary>Recipe section <c>distill</c>: what the student is taught, and how.</summary>
public sealed record DistillSection : RecipeSection
{
    /// <summary>What it is taught: <c>ce</c> (the labels alone), <c>kd</c> (Hinton), <c>dkd</c>, <c>reviewkd</c>, <c>dist</c>,
    /// <c>dhkd</c> (a second head for the teacher) or <c>srd</c> (the teacher's features).</summary>
    [OneOf("ce", "kd", "dkd", "reviewkd", "dist", "dhkd", "srd")] public string Method { get; init; } = "kd";

    /// <summary><c>gpd</c>: the student grows up as a part of a wider network and is cut out of it at the end.</summary>
    [OneOf("none", "gpd")] public string Reparameterization { get; init; } = "none";

    /// <summary>Temperature T of <c>kd</c>, which softens both networks' logits.</summary>
    [InRange(0.1, 100)] public double Temperature { get; init; } = 4;

    /// <summary>Weight of the cross-entropy with the labels in <c>kd</c> (<c>ce</c> uses 1).</summary>
    [InRange(0, 1000)] public double CeWeight { get; init; } = 0.1;

    /// <summary>Weight of the distillation loss of <c>kd</c>: T² · KL(teacher/T ‖ student/T).</summary>
    [InRange(0, 1000)] public double KdWeight { get; init; } = 0.9;

    /// <summary>Settings of <c>dkd</c>.</summary>
    public DkdSection Dkd { get; init; } = new();

    /// <summary>Settings of <c>reviewkd</c>.</summary>
    public ReviewKdSection ReviewKd { get; init; } = new();

    /// <summary>Settings of <c>dist</c>.</summary>
    public DistSection Dist { get; init; } = new();

    /// <summary>Settings of <c>dhkd</c>.</summary>
    public DhkdSection Dhkd { get; init; } = new();

    /// <summary>Settings of <c>srd</c>.</summary>
    public SrdSection Srd { get; init; } = new();

    /// <summary>Settings of <c>gpd</c>.</summary>
    public GpdSection Gpd { get; init; } = new();

    /// <summary>Epochs over which the weight of the loss against the teacher rises to its full value.</summary>
    [InRange(0, 10_000)] public int WarmUpEpochs { get; init; }

    /// <summary>First epoch, from 1, that is trained on the labels alone; left out, none.</summary>
    [InRange(2, 10_000)] public int? StopEpoch { get; init; }

    /// <summary>Whether the images of <c>data.unlabelled</c> are learned from.</summary>
    public bool Unlabelled { get; init; } = true;

    /// <summary>How the student is trained.</summary>
    public TrainSection Train { get; init; } = new();
}
