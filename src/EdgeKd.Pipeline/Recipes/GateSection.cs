namespace EdgeKd.Pipeline.Recipes;

/// <summary>Recipe section <c>gate</c>: what the shipped model must reach, in every precision that is made: a policy in a file of its own,
/// or the usual rules in short. Of the short keys one left out is not asked for, but <c>maxInt8DropPoints</c> always is.</summary>
public sealed record GateSection : RecipeSection
{
    /// <summary>The policy file, from the recipe's folder; the other keys of this section are for recipes without one.</summary>
    public string? Policy { get; init; }

    /// <summary>One-sided confidence with which a loss of top-1 must be ruled out (or is proven) by the test images; 0.5 compares the
    /// measured values alone.</summary>
    [InRange(0.5, 0.9999)] public double Confidence { get; init; } = 0.95;

    /// <summary>Least top-1 accuracy on the test part, as a fraction (0.95 is 95 %).</summary>
    [InRange(0, 1)] public double? MinTop1 { get; init; }

    /// <summary>Largest loss of top-1 against the released baseline, in percentage points.</summary>
    [InRange(0, 100)] public double? MaxTop1DropPoints { get; init; }

    /// <summary>Largest distance of top-1 below the teacher's, in percentage points.</summary>
    [InRange(0, 100)] public double? MaxTeacherGapPoints { get; init; }

    /// <summary>Largest 90th percentile of latency at batch 1, in milliseconds.</summary>
    [InRange(0, 1_000_000)] public double? MaxLatencyP90Ms { get; init; }

    /// <summary>Largest size of the model file, in bytes.</summary>
    [InRange(0, 1e12)] public long? MaxSizeBytes { get; init; }

    /// <summary>Largest loss of top-1 of INT8 and other smaller forms against the float model on the test part, in percentage points; 100 allows any.</summary>
    [InRange(0, 100)] public double MaxInt8DropPoints { get; init; } = 0.5;

    /// <summary><c>all</c>: a precision that breaks a rule refuses the release. <c>any</c>: it is left out, and the others ship; where all
    /// break one, nothing does.</summary>
    [OneOf("all", "any")] public string Require { get; init; } = "all";

    /// <summary>Most float islands in the graph that ONNX Runtime runs of a quantized model; 0 for none.</summary>
    [InRange(0, 1_000_000)] public int? MaxFloatIslands { get; init; }
}
