namespace EdgeKd.Edge.Targets.Parity;

/// <summary>How a target's answers compare with those of this machine to the same images.</summary>
public sealed record TargetParity
{
    /// <summary>The share of images with the same first class, 0 to 1.</summary>
    public required double Agreement { get; init; }

    /// <summary>The largest |local − target| of all logits.</summary>
    public required double MaxAbsoluteDifference { get; init; }

    /// <summary>The first image that is answered otherwise, by its place among the answered ones; null where none is.</summary>
    public int? FirstDifferentImage { get; init; }

    /// <summary>What seems to be wrong with the target, in half a sentence; null where nothing does.</summary>
    public string? Doubt { get; init; }

    /// <summary>Compares.</summary>
    /// <param name="local">N×K logits of the same model on this machine.</param>
    /// <param name="target">N×K logits of the target.</param>
    /// <param name="classNames">The K classes.</param>
    /// <param name="model">What may differ between two sound runtimes.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static TargetParity Of(ReadOnlySpan<float> local, ReadOnlySpan<float> target, IReadOnlyList<string> classNames, ParityLimits model)
    {
        ArgumentNullException.ThrowIfNull(classNames);
        ArgumentNullException.ThrowIfNull(model);
        var classes = classNames.Count;
        var report = LogitParity.Compare(local, target, classes);
        var (own, others) = (Predictions(local, classes), Predictions(target, classes));
        var first = Enumerable.Range(0, report.Count).Where(i => own[i] != others[i]).Select(i => (int?)i).FirstOrDefault();
        return new TargetParity
        {
            Agreement = report.Top1Agreement,
            MaxAbsoluteDifference = report.MaxAbsoluteDifference,
            FirstDifferentImage = first,
            Doubt = ShuffledLabels.Doubt(own, others, classNames) ?? model.Doubt(report, first),
        };
    }

    private static int[] Predictions(ReadOnlySpan<float> logits, int classes)
    {
        var predictions = new int[logits.Length / classes];
        for (var i = 0; i < predictions.Length; i++)
            predictions[i] = Ranking.Top1(logits.Slice(i * classes, classes));
        return predictions;
    }
}
