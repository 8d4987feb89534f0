namespace EdgeKd.Onnx;

/// <summary>A tensor between two nodes.</summary>
/// <param name="Name">Its name in the graph.</param>
/// <param name="Shape">Its dimensions without the batch, which is free: [C, H, W] or [features].</param>
public sealed record GraphValue(string Name, IReadOnlyList<long> Shape)
{
    /// <summary>The shape as people write it, such as <c>N×3×32×32</c>.</summary>
    public string ShapeText => string.Join('×', Shape.Select(d => d.ToString()).Prepend("N"));
}
