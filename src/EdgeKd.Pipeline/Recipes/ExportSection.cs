using EdgeKd.Onnx;

namespace EdgeKd.Pipeline.Recipes;

/// <summary>Recipe section <c>export</c>: how the ONNX file is written.</summary>
public sealed record ExportSection : RecipeSection
{
    /// <summary>The word of <see cref="Input"/> for models that take pixels.</summary>
    internal const string Pixels = "pixels";

    /// <summary>Version of ONNX's operator set; left out, 17, and 18 for <c>input: pixels</c>, whose antialiased resizing is not
    /// in older ones.</summary>
    [InRange(OperatorSets.Oldest, OperatorSets.Newest)] public int? Opset { get; init; }

    /// <summary>What the model takes: <c>tensor</c>, float32 N×3×H×W that is resized and normalised before, or <c>pixels</c>, uint8
    /// N×H×W×3 of any size, with resizing, cropping and normalising in the model.</summary>
    [OneOf("tensor", Pixels)] public string Input { get; init; } = "tensor";

    /// <summary>Parallel branches of a re-parameterizable student: <c>merge</c> makes one convolution of them, <c>keep</c> writes each.</summary>
    [OneOf("merge", "keep")] public string Branches { get; init; } = "merge";

    /// <summary>The operator set with its default resolved.</summary>
    internal int ResolvedOpset => Opset ?? (Input == Pixels ? OperatorSets.OldestForPixels : OperatorSets.Default);
}
