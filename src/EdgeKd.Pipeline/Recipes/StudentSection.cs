namespace EdgeKd.Pipeline.Recipes;

/// <summary>Recipe section <c>student</c>: the network that is shipped.</summary>
public sealed record StudentSection : RecipeSection
{
    /// <summary>Name of the network in the model zoo, such as <c>mobilenetv2</c>.</summary>
    [Needed, NetworkName] public string Model { get; init; } = "";

    /// <summary>Factor on the number of channels, of MobileNetV1, V2 and V3.</summary>
    [InRange(0.05, 8)] public double Width { get; init; } = 1;

    /// <summary>First layers: <c>cifar</c> for small images, <c>imagenet</c> for large ones; left out, the network's own.</summary>
    [OneOf("cifar", "imagenet")] public string? Stem { get; init; }

    /// <summary>Stride of MobileNetV2's and V3's second stage: 2 is several times faster, 1 keeps more detail.</summary>
    [InRange(1, 2)] public int Stage2Stride { get; init; } = 2;

    /// <summary>Share of the last features dropped at random in training, of MobileNetV2 and V3.</summary>
    [InRange(0, 0.9)] public double Dropout { get; init; }

    /// <summary>A file of trained weights to start from, safetensors or PyTorch (.pth, .pt), relative to the recipe file; left out, fresh weights.</summary>
    public string? Checkpoint { get; init; }
}
