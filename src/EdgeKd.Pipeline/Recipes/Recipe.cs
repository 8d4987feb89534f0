namespace EdgeKd.Pipeline.Recipes;

/// <summary>What one product model is made from and what it must reach: the whole recipe file.</summary>
public sealed record Recipe : RecipeSection
{
    /// <summary>Name of the product model: folder name in the store and in models/, first half of the bundle's name.
    /// Lower-case letters, digits, <c>.</c>, <c>_</c> and <c>-</c>.</summary>
    [Needed] public string Name { get; init; } = "";

    /// <summary>Version of the release, as in semver.org: <c>1.2.3</c> or <c>1.2.3-rc.1</c>.</summary>
    [Needed] public string Version { get; init; } = "";

    /// <summary>The one seed: generated data, splits, initial weights, order and augmentation all follow from it.</summary>
    [InRange(0, int.MaxValue)] public long Seed { get; init; } = 1;

    /// <summary>Threads for training and data; results are equal only at equal counts. 0 means one for each processor.</summary>
    [InRange(0, 1024)] public int Threads { get; init; }

    /// <summary>Where networks are trained and teachers run: <c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>; <c>--device</c> overrides
    /// it. All else computes on the processor.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary><c>quick</c> or <c>release</c>; <c>--profile</c> overrides it. Only <c>release</c> can be promoted.</summary>
    [OneOf("quick", "release")] public string Profile { get; init; } = "quick";

    /// <summary>Whether the student is exported and measured before anything is trained, and the run stops where a limit of the policy
    /// cannot be kept whatever it learns.</summary>
    public bool Preflight { get; init; } = true;

    /// <summary>Where the images come from and how they are prepared.</summary>
    public DataSection Data { get; init; } = new();

    /// <summary>The large network that teaches.</summary>
    [Needed] public TeacherSection Teacher { get; init; } = new();

    /// <summary>The small network that is shipped.</summary>
    [Needed] public StudentSection Student { get; init; } = new();

    /// <summary>How the student is taught.</summary>
    public DistillSection Distill { get; init; } = new();

    /// <summary>How the ONNX file is written.</summary>
    public ExportSection Export { get; init; } = new();

    /// <summary>Which smaller forms are made beside the float model.</summary>
    public QuantizeSection Quantize { get; init; } = new();

    /// <summary>How the shipped model is measured.</summary>
    public ValidateSection Validate { get; init; } = new();

    /// <summary>What the shipped model must reach.</summary>
    public GateSection Gate { get; init; } = new();

    /// <summary>The arms that <c>edgekd compare</c> trains.</summary>
    public CompareSection Compare { get; init; } = new();
}
