namespace EdgeKd.Pipeline.Diagnosing;

/// <summary>A model that the gate did not let pass, and what it can be compared with.</summary>
public sealed record DiagnosedModel
{
    /// <summary>Its arithmetic: one of <see cref="Release.Precisions"/>.</summary>
    public required string Precision { get; init; }

    /// <summary>Its ONNX file.</summary>
    public required string Path { get; init; }

    /// <summary>The float form of the same model; null for that itself, and where there is none.</summary>
    public string? FloatPath { get; init; }

    /// <summary>The released model's file of the same precision; null where nothing is released in it.</summary>
    public string? ReleasedPath { get; init; }
}
