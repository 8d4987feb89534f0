namespace EdgeKd.Pipeline.Recipes;

/// <summary>Recipe section <c>export</c>: how the ONNX file is written.</summary>
public sealed record ExportSection : RecipeSection
{
    /// <summary>Version of ONNX's operator set.</summary>
    [InRange(17, 17)] public int Opset { get; init; } = 17;
}
