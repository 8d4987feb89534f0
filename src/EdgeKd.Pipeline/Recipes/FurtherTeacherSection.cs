namespace EdgeKd.Pipeline.Recipes;

/// <summary>One of recipe section <c>teacher.others</c>: a trained network that teaches beside the teacher.</summary>
public sealed record FurtherTeacherSection : RecipeSection
{
    /// <summary>Name of the network in the model zoo.</summary>
    [Needed] public string Model { get; init; } = "";

    /// <summary>Factor on the number of channels, of MobileNetV1, V2 and V3.</summary>
    [InRange(0.05, 8)] public double Width { get; init; } = 1;

    /// <summary>First layers: <c>cifar</c> for small images, <c>imagenet</c> for large ones; left out, the network's own.</summary>
    [OneOf("cifar", "imagenet")] public string? Stem { get; init; }

    /// <summary>Stride of MobileNetV2's and V3's second stage; other networks have none.</summary>
    [InRange(1, 2)] public int Stage2Stride { get; init; } = 2;

    /// <summary>The .safetensors file of its weights, relative to the recipe file.</summary>
    [Needed] public string Checkpoint { get; init; } = "";

    /// <summary>How much its logits count beside the teacher's.</summary>
    [InRange(1e-6, 1e6)] public double Weight { get; init; } = 1;
}
