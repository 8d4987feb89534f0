namespace EdgeKd.Pipeline.Inspecting;

/// <summary>What a file holds.</summary>
/// <param name="Kind">The kind of file, such as <c>ONNX model</c>.</param>
/// <param name="Facts">Facts by name, in order; a name may come several times.</param>
public sealed record Inspection(string Kind, IReadOnlyList<KeyValuePair<string, string>> Facts)
{
    /// <summary>Weights and constants; empty for files without.</summary>
    public IReadOnlyList<InspectedTensor> Tensors { get; init; } = [];

    /// <summary>Learned values, as far as names and types tell them from statistics and shapes; null for files without.</summary>
    public long? Parameters { get; init; }

    /// <summary>Layers that multiply; empty where the file does not say how its weights are used.</summary>
    public IReadOnlyList<InspectedLayer> Layers { get; init; } = [];

    /// <summary>Images that the costs are for: the batch that the file fixes, else 1.</summary>
    public long Batch { get; init; } = 1;

    /// <summary>Multiply-accumulates for that batch; null where they are not known.</summary>
    public long? Macs { get; init; }
}
