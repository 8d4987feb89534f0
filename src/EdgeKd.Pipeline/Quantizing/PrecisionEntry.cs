namespace EdgeKd.Pipeline.Quantizing;

/// <summary>One precision of <c>precisions.json</c>: a form of the model that is validated and shipped.</summary>
internal sealed record PrecisionEntry
{
    /// <summary><c>fp32</c>, <c>int8</c>, <c>fp16</c> or <c>int8-weights</c>.</summary>
    public required string Precision { get; init; }

    /// <summary>The stage that has the file.</summary>
    public required string Stage { get; init; }

    /// <summary>The file, an output of that stage.</summary>
    public required string File { get; init; }

    /// <summary>What was needed to keep the accuracy, in order.</summary>
    public IReadOnlyList<string>? Steps { get; init; }

    /// <summary>Top-1 on the whole validation part, 0 to 1.</summary>
    public double? ValidationTop1 { get; init; }

    /// <summary>That of the float model on the same images.</summary>
    public double? FloatValidationTop1 { get; init; }
}
