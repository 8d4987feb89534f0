namespace EdgeKd.Release;

/// <summary>What ONNX Runtime makes of a model, and where its time goes: what a report shows of <c>audit.json</c>.</summary>
public sealed record LayerAudit
{
    /// <summary>The processor that was measured on.</summary>
    public required string Cpu { get; init; }

    /// <summary>Measured inferences at batch 1.</summary>
    public required int Runs { get; init; }

    /// <summary>One inference, in milliseconds, profiling included.</summary>
    public required double InferenceMs { get; init; }

    /// <summary>The model's nodes in its order.</summary>
    public required IReadOnlyList<LayerTime> Nodes { get; init; }

    /// <summary>Nodes that run on integers.</summary>
    public required int QuantizedNodes { get; init; }

    /// <summary>Nodes that run in float.</summary>
    public required int FloatNodes { get; init; }

    /// <summary>Conversions that were not fused.</summary>
    public required int UnfusedConversions { get; init; }

    /// <summary>The share of the time that float nodes take, 0 to 1.</summary>
    public required double FloatShare { get; init; }

    /// <summary>Reads an <c>audit.json</c>.</summary>
    /// <exception cref="InvalidDataException">It is no audit; the message names the field.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static LayerAudit Load(string path) => JsonFile.Load<LayerAudit>(path);
}
