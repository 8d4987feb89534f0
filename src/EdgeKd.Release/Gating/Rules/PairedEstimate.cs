using static System.FormattableString;

namespace EdgeKd.Release;

/// <summary>How far a metric of a candidate is from another model's on the same images.</summary>
internal sealed class PairedEstimate
{
    private const int Seed = 1;

    private readonly MetricTraits _traits;

    private PairedEstimate(double candidate, double other, MetricTraits traits) => (Candidate, Other, _traits) = (candidate, other, traits);

    /// <summary>The candidate's value.</summary>
    public double Candidate { get; }

    /// <summary>The other's value.</summary>
    public double Other { get; }

    /// <summary>Images that were compared.</summary>
    public int Count { get; private init; }

    /// <summary>The table of images, where the metric is a share of images.</summary>
    public PairedOutcomes? Outcomes { get; private init; }

    private PairedBootstrap? Draws { get; init; }

    /// <summary>The estimate of a share of images from its table.</summary>
    public static PairedEstimate Of(PairedOutcomes table, MetricTraits traits)
    {
        double both = table.BothRight, n = table.Count;
        return new((both + table.OnlyCandidateRight) / n, (both + table.OnlyReferenceRight) / n, traits) { Count = table.Count, Outcomes = table };
    }

    /// <summary>Compares.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="traits">What kind of number it is.</param>
    /// <param name="candidate">The candidate's answers.</param>
    /// <param name="other">The other's.</param>
    /// <param name="images">The images.</param>
    /// <returns>The estimate; null where one of both, or too many of the bootstrap's draws, leave the metric undefined.</returns>
    public static PairedEstimate? Of(IAnswerMetric metric, MetricTraits traits, LabelledAnswers candidate, LabelledAnswers other, int[] images)
    {
        if (metric.Of(candidate, images) is not { } value || metric.Of(other, images) is not { } reference)
            return null;
        var relevant = metric.Relevant(candidate, other, images);
        if (metric is ITallyMetric tally)
            return Of(PairedOutcomes.Of(relevant.Length, i => tally.Counts(other, relevant[i]), i => tally.Counts(candidate, relevant[i])), traits);

        var drawn = new int[relevant.Length];
        var draws = PairedBootstrap.Of([.. relevant.Select(candidate.Label)], places =>
        {
            for (var i = 0; i < places.Length; i++)
                drawn[i] = relevant[places[i]];
            return metric.Of(candidate, drawn) - metric.Of(other, drawn);
        }, Seed);
        return draws is null ? null : new(value, reference, traits) { Count = relevant.Length, Draws = draws };
    }

    /// <summary>Candidate minus other, in <see cref="MetricTraits.DifferenceUnit"/>; rounded, so that half a point is half a point.</summary>
    public double Difference => Math.Round(_traits.DifferenceScale * (Outcomes?.Difference ?? Candidate - Other), 9);

    /// <summary>The variance of the difference for one image, had both the same value; in the squared unit of <see cref="Difference"/>.</summary>
    public double Variance => _traits.DifferenceScale * _traits.DifferenceScale
        * (Outcomes is { } table ? (double)table.Disagreements / table.Count : Draws!.StandardError * Draws.StandardError * Count);

    /// <summary>Bounds of which each has the confidence; null for ½, which asks for the value alone.</summary>
    public (double Lower, double Upper)? Bounds(double confidence)
    {
        if (confidence <= 0.5)
            return null;
        var (lower, upper) = Outcomes is { } table ? PairedScore.Interval(table, (2 * confidence) - 1) : Draws!.Bounds(confidence);
        return (_traits.DifferenceScale * lower, _traits.DifferenceScale * upper);
    }

    /// <summary>The p value of "worse by the margin at most", the margin in the unit of <see cref="Difference"/>.</summary>
    public double POfDrop(double margin)
    {
        if (Outcomes is { } table)
            return NonInferiority.POfDrop(table, Math.Min(1, margin / _traits.DifferenceScale));
        var sign = _traits.MoreIsBetter ? 1 : -1;
        return Draws!.POfAtLeast(sign * (Candidate - Other), -margin / _traits.DifferenceScale);
    }

    /// <summary>The margin of a rule in the unit of <see cref="Difference"/>; of two the larger, because both must be exceeded.</summary>
    public double Margin(PolicyRule rule) =>
        Math.Max(rule.Margin ?? 0, (rule.MarginPercent ?? 0) / 100 * Math.Abs(Other) * _traits.DifferenceScale);

    /// <summary>Both values and their difference with its bounds.</summary>
    public string InWords(string subject, OtherModel other, double confidence)
    {
        var unit = _traits.DifferenceUnit;
        var bounds = Bounds(confidence) is var (lower, upper)
            ? Invariant($" (one-sided {100 * confidence:G4} % bounds {RuleText.Signed(lower, unit)} and {RuleText.Signed(upper, unit)})")
            : "";
        var flips = Outcomes is { } table
            ? Invariant($", right alone on {table.OnlyCandidateRight} and {table.OnlyReferenceRight} of {table.Count} images, McNemar mid-p {table.McNemarMidP:G2}")
            : Invariant($", {Count} images");
        return $"{subject} is {RuleText.Value(Candidate, _traits.Unit)} against {RuleText.Value(Other, _traits.Unit)} of {other.Name}: {RuleText.Signed(Difference, unit)}{bounds}{flips}";
    }
}
