namespace EdgeKd.Release;

/// <summary>Images that were answered right before and are not now.</summary>
internal static class FlipsSection
{
    private const int MostPictures = 24;

    public static ReportSection? Of(ReleaseReport report)
    {
        var comparisons = ReportComparison.Of(report);
        return comparisons.Count == 0
            ? null
            : new ReportSection("flips", "Flipped images", [.. comparisons.SelectMany(comparison => Blocks(report, comparison))]);
    }

    private static IEnumerable<IReportBlock> Blocks(ReleaseReport report, ReportComparison comparison)
    {
        var evidence = report.Evidence;
        var outcomes = PairedOutcomes.Of(evidence.Labels, comparison.OtherAnswers.Predictions, comparison.Answers.Predictions);
        yield return new SubheadingBlock(comparison.Title);
        yield return new TextBlock($"Of {Words.Plural(evidence.Count, "image")}, {Words.Count(outcomes.OnlyReferenceRight)} were right only with {comparison.Other} and {Words.Count(outcomes.OnlyCandidateRight)} are right only with {comparison.Model} (McNemar's mid-p {Words.Number(outcomes.McNemarMidP)}).");
        var harmed = comparison.Harmed(evidence.Labels);
        if (harmed.Count == 0)
            yield break;
        var predictions = comparison.Answers.Predictions;
        yield return new PicturesBlock(
            harmed.Count > MostPictures ? $"The {MostPictures} worst of {Words.Count(harmed.Count)} that were lost" : "Those that were lost, the worst first",
            comparison.Model,
            [.. harmed.Take(MostPictures).Select(i => new ReportedImage(
                report.TestImages?.NameOf(i) ?? $"test image {i}", report.Classes[evidence.Labels[i]], report.Classes[predictions[i]],
                comparison.Answers.Confidence[i], report.TestImages?.PictureOf(i)))]);
    }
}
