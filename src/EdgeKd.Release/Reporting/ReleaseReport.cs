namespace EdgeKd.Release;

/// <summary>What a report tells: a verdict with all that it was decided by, read from the files of a run.</summary>
public sealed record ReleaseReport
{
    /// <summary>The gate's decision: <c>verdict.json</c>.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>What was measured of the candidate: <c>validation.json</c>.</summary>
    public required ValidationEvidence Evidence { get; init; }

    /// <summary>What was measured of the released model beside it: <c>baseline.json</c>; null at a first release.</summary>
    public BaselineEvidence? Baseline { get; init; }

    /// <summary>How teacher and student learned, in that order: <c>metrics.jsonl</c>.</summary>
    public IReadOnlyList<TrainingLog> Trainings { get; init; } = [];

    /// <summary>The fusion audit of the INT8 model: <c>audit.json</c>; null where there is none.</summary>
    public LayerAudit? Layers { get; init; }

    /// <summary>The test images, to show those that the text speaks of; null where they are not at hand.</summary>
    public IReportImages? TestImages { get; init; }

    /// <summary>Images whose label is likely wrong, the likeliest first; null where there is no teacher to say so.</summary>
    public IReadOnlyList<ReportedImage>? Suspects { get; init; }

    /// <summary>What else the result follows from, by name: recipe, digests, stages.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Provenance { get; init; } = [];

    /// <summary>The classes, in the order of the logits.</summary>
    internal IReadOnlyList<string> Classes => [.. Evidence.FloatModel.PerClassRecall.Select(recall => recall.Name)];
}
