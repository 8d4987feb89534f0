namespace EdgeKd.Pipeline.Recipes;

/// <summary>The keys that every teacher has: which network it is, what images it wants, and which classes it knows.</summary>
public abstract record TeacherSourceSection : RecipeSection
{
    /// <summary>Name of the network in the model zoo, such as <c>resnet20</c>; left out for an ONNX teacher.</summary>
    [NetworkName] public string? Model { get; init; }

    /// <summary>Factor on the number of channels, of MobileNetV1, V2 and V3.</summary>
    [InRange(0.05, 8)] public double Width { get; init; } = 1;

    /// <summary>First layers: <c>cifar</c> for small images, <c>imagenet</c> for large ones; left out, the network's own.</summary>
    [OneOf("cifar", "imagenet")] public string? Stem { get; init; }

    /// <summary>Stride of MobileNetV2's and V3's second stage; other networks have none.</summary>
    [InRange(1, 2)] public int Stage2Stride { get; init; } = 2;

    /// <summary>The file of the network's trained weights, relative to the recipe file.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>An ONNX file of any image classifier, instead of <c>model</c> and <c>checkpoint</c>; relative to the recipe file.</summary>
    public string? Onnx { get; init; }

    /// <summary>The ONNX tensor that holds the logits; left out, the only output of N×K.</summary>
    public string? Output { get; init; }

    /// <summary>What becomes of an ONNX feature of N×T×D tokens: their <c>mean</c> without the class token, the class token
    /// (<c>cls</c>), or the <c>grid</c> of D×h×w that they are in the image.</summary>
    [OneOf("mean", "cls", "grid")] public string Tokens { get; init; } = "mean";

    /// <summary>Order of the ONNX input's axes; left out, what its shape says, else <c>nchw</c>.</summary>
    [OneOf("nchw", "nhwc")] public string? Layout { get; init; }

    /// <summary>Where an ONNX teacher runs: <c>cpu</c>, or <c>cuda</c> where ONNX Runtime has that provider.</summary>
    [OneOf("cpu", "cuda")] public string Device { get; init; } = "cpu";

    /// <summary>Side, in pixels, of the square images that the teacher wants; 0 means the ONNX file's own, else the student's.</summary>
    [InRange(0, 1024)] public int ImageSize { get; init; }

    /// <summary>Order of the channels that it was trained on.</summary>
    [OneOf("rgb", "bgr")] public string Channels { get; init; } = "rgb";

    /// <summary>What a white pixel is before <c>normalize</c>: 1 or 255; left out, 255 for an ONNX file that takes bytes, else 1.
    /// Pixels on another scale than 1 are not normalised unless <c>normalize</c> says how.</summary>
    [InRange(1, 255)] public double? Scale { get; init; }

    /// <summary>Its normalisation; left out, that of the ONNX file's metadata, else <c>data.normalize</c>.</summary>
    public TeacherNormalizeSection? Normalize { get; init; }

    /// <summary>Its classes in the order of its logits: a list of names, or one file with a name a line, relative to the recipe
    /// file. Left out, those of the ONNX file's metadata, else the data's.</summary>
    [OrOneWord] public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>Its licence, for the release's bill of materials: an SPDX expression (<c>Apache-2.0</c>) or a name; left out, it is said
    /// to be unknown.</summary>
    public string? License { get; init; }

    /// <summary>Top-1 on validation that it is known to reach, as a fraction: more than a point below it stops.</summary>
    [InRange(0, 1)] public double? ExpectedTop1 { get; init; }

    /// <summary>What a failed check of the teacher means: <c>error</c> stops, <c>note</c> says so and goes on.</summary>
    [OneOf("error", "note")] public string Check { get; init; } = "error";

    /// <summary>Whether it comes from a file and is not trained here.</summary>
    internal bool IsLoaded => Checkpoint is not null || Onnx is not null;

    /// <summary>The file of class names; null where the names stand in the recipe, or nowhere.</summary>
    internal string? LabelsFile => Labels is [var file] ? file : null;

    /// <summary>How messages call it.</summary>
    internal string DisplayName => Path.GetFileName(Onnx ?? Checkpoint) ?? Model!;
}
