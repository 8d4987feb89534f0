using EdgeKd.Distillation.Metrics;

namespace EdgeKd.Distillation.Checkpoints;

/// <summary>Where a training stands, beside its tensors.</summary>
internal sealed record TrainingState
{
    /// <summary>Digest of all that fixes the training's bytes; a checkpoint of another training is not resumed.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Seed of the training, for readers of the file.</summary>
    public required long Seed { get; init; }

    /// <summary>Finished epochs.</summary>
    public int Epoch { get; set; }

    /// <summary>Finished steps of the running epoch.</summary>
    public int Step { get; set; }

    /// <summary>The epoch whose weights are the best so far, from 1; 0 before the first validation.</summary>
    public int BestEpoch { get; set; }

    /// <summary>The classes of the validation set as the best epoch's weights know them.</summary>
    public IReadOnlyList<ClassAccuracy> BestClasses { get; set; } = [];

    /// <summary>Whether the losses have a teacher's part.</summary>
    public bool Distils { get; set; }

    /// <summary>Seconds spent so far, over all runs.</summary>
    public double Seconds { get; set; }

    /// <summary>Seconds of training steps in the running epoch, over all runs.</summary>
    public double EpochSeconds { get; set; }

    /// <summary>Those of <see cref="EpochSeconds"/> that were spent waiting for the next batch.</summary>
    public double EpochWaitSeconds { get; set; }

    /// <summary>The largest resident set of all runs so far, in bytes.</summary>
    public long PeakMemoryBytes { get; set; }

    /// <summary>One entry a finished epoch.</summary>
    public List<EpochMetrics> Epochs { get; init; } = [];
}
