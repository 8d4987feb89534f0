using EdgeKd.Release;

namespace EdgeKd.Pipeline.Judging;

/// <summary>Two models to be judged.</summary>
public sealed record JudgementOptions
{
    /// <summary>The ONNX file that may take the place of the other.</summary>
    public required string CandidatePath { get; init; }

    /// <summary>The ONNX file that is in use.</summary>
    public required string ReleasedPath { get; init; }

    /// <summary>Files that were in use before: a candidate that is one of them is refused as stale.</summary>
    public IReadOnlyList<string> EarlierPaths { get; init; } = [];

    /// <summary>Labelled images: a folder of class folders (or one with a subfolder <c>test</c> of them), a folder that the data stage
    /// made, or one of its .images files.</summary>
    public required string DataPath { get; init; }

    /// <summary>What has to be kept; null for <see cref="ModelJudgement.DefaultPolicy"/>.</summary>
    public GatePolicy? Policy { get; init; }

    /// <summary>One of <see cref="Profiles"/>: how long latency is measured.</summary>
    public string Profile { get; init; } = Profiles.Quick;

    /// <summary>Batches answered at once.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Threads of the runtime while latency is measured.</summary>
    public int LatencyThreads { get; init; } = 1;

    /// <summary>Of the coin that orders the blocks of runs.</summary>
    public int Seed { get; init; } = 1;
}
