using EdgeKd.Pipeline.Store;
using EdgeKd.Release;

namespace EdgeKd.Pipeline.Running;

/// <summary>How a run ended.</summary>
public sealed record PipelineResult
{
    /// <summary>The outputs of the last stage that ran or was found.</summary>
    public required StoredStage Last { get; init; }

    /// <summary>What became of each stage, in the order in which they were needed.</summary>
    public required IReadOnlyList<StageOutcome> Stages { get; init; }

    /// <summary>The gate's decision; null when the run ended before the gate.</summary>
    public Verdict? Verdict { get; init; }

    /// <summary>The bundle under artifacts/ship; null when none was packed.</summary>
    public string? BundlePath { get; init; }

    /// <summary>True when the gate refused the model: nothing was packed.</summary>
    public bool Refused => Verdict?.Outcome == VerdictOutcome.Fail;

    /// <summary>True when the evidence did not decide: nothing was packed.</summary>
    public bool Undecided => Verdict?.Outcome == VerdictOutcome.Inconclusive;
}
