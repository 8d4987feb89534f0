namespace EdgeKd.Pipeline.Recipes;

/// <summary>Recipe section <c>teacher</c>: the large network, trained here or loaded from a checkpoint.</summary>
public sealed record TeacherSection : RecipeSection
{
    /// <summary>Name of the network in the model zoo, such as <c>resnet20</c>.</summary>
    [Needed] public string Model { get; init; } = "";

    /// <summary>Factor on the number of channels, of MobileNetV1, V2 and V3.</summary>
    [InRange(0.05, 8)] public double Width { get; init; } = 1;

    /// <summary>First layers: <c>cifar</c> for small images, <c>imagenet</c> for large ones; left out, the network's own.</summary>
    [OneOf("cifar", "imagenet")] public string? Stem { get; init; }

    /// <summary>Stride of MobileNetV2's and V3's second stage; other networks have none.</summary>
    [InRange(1, 2)] public int Stage2Stride { get; init; } = 2;

    /// <summary>A .safetensors file to load instead of training, relative to the recipe file.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>How much its logits count beside those of <c>others</c>.</summary>
    [InRange(1e-6, 1e6)] public double? Weight { get; init; }

    /// <summary>Trained networks that teach beside it: the student sees the weighted mean of all logits. Features are those of
    /// the first teacher.</summary>
    public IReadOnlyList<FurtherTeacherSection>? Others { get; init; }

    /// <summary>How the teacher is trained.</summary>
    public TrainSection Train { get; init; } = new();
}
