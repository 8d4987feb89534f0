using MathNet.Numerics.Statistics;

namespace EdgeKd.Release;

/// <summary>Finds classes that a loss of accuracy comes from: their recall fell provably further than that of the median class.</summary>
/// <remarks>A model that is worse everywhere (wrong normalisation, a damaged layer) has no such class, because the median falls too.</remarks>
internal static class ClassRegression
{
    /// <summary>How much further than the median class, a share: classes trade places by some points from one seed to the next.</summary>
    private const double Slack = 0.05;

    /// <summary>The probability, over all classes, of naming one that did not fall so far.</summary>
    private const double Level = 0.01;

    /// <summary>The least share of all lost images that a class explains.</summary>
    private const double LeastShare = 0.25;

    /// <summary>The classes, the one that lost most images first.</summary>
    /// <param name="candidate">The candidate's answers.</param>
    /// <param name="reference">Those of the model that it should be as good as.</param>
    public static IReadOnlyList<ClassDrop> Of(LabelledAnswers candidate, LabelledAnswers reference)
    {
        var classes = Enumerable.Range(0, candidate.Count).GroupBy(candidate.Label).OrderBy(group => group.Key)
            .Select(group => (Class: group.Key, Images: group.ToArray())).ToArray();
        var tables = classes.Select(group => PairedOutcomes.Of(
            group.Images.Length, i => reference.IsRight(group.Images[i]), i => candidate.IsRight(group.Images[i]))).ToArray();
        var median = tables.Select(table => table.Difference).Median();
        var allowed = Math.Min(1, Math.Max(0, -median) + Slack);
        var p = Holm.Adjust([.. tables.Select(table => NonInferiority.POfDrop(table, allowed))]);
        var lost = tables.Sum(table => Math.Max(0, table.OnlyReferenceRight - table.OnlyCandidateRight));
        return
        [
            .. classes.Zip(tables, p).Where(entry => entry.Third <= Level && LossOf(entry.Second) >= LeastShare * lost)
                .OrderByDescending(entry => LossOf(entry.Second))
                .Select(entry => Drop(entry.First.Class, entry.First.Images, entry.Second, median, candidate)),
        ];
    }

    private static int LossOf(PairedOutcomes table) => table.OnlyReferenceRight - table.OnlyCandidateRight;

    private static ClassDrop Drop(int @class, int[] images, PairedOutcomes table, double median, LabelledAnswers candidate)
    {
        var most = images.Select(candidate.Answer).Where(answer => answer != @class).GroupBy(answer => answer)
            .OrderByDescending(group => group.Count()).ThenBy(group => group.Key).First();
        return new ClassDrop(@class, table, median, most.Key, most.Count());
    }
}
