using EdgeKd.Release;

namespace EdgeKd.Pipeline.Diffing;

/// <summary>Compares the answers of one precision, image by image where the images are the same.</summary>
internal static class AnswerComparison
{
    /// <summary>Compares.</summary>
    /// <param name="before">What was measured of the earlier release.</param>
    /// <param name="after">What was measured of the later release.</param>
    /// <param name="labels">The classes of the test images; null where both have other images.</param>
    /// <param name="names">The names of the later release's classes.</param>
    public static PrecisionDiff Of(PrecisionEvidence before, PrecisionEvidence after, IReadOnlyList<int>? labels, IReadOnlyList<string> names)
    {
        var (a, b) = (before.Answers.Predictions, after.Answers.Predictions);
        return new PrecisionDiff
        {
            Precision = after.Precision,
            Top1Before = before.Top1,
            Top1After = after.Top1,
            P90BeforeMs = before.Latency.P90Ms,
            P90AfterMs = after.Latency.P90Ms,
            SizeBeforeBytes = before.SizeBytes,
            SizeAfterBytes = after.SizeBytes,
            Outcomes = labels is null ? null : PairedOutcomes.Of(labels, a, b),
            Classes = labels is null ? Unpaired(before, after) : Paired(before, after, labels, a, b),
            Flips = labels is null ? [] :
            [
                .. labels.Index().Where(image => a[image.Index] != b[image.Index])
                    .Select(image => new AnswerFlip(image.Index, names[image.Item], names[a[image.Index]], names[b[image.Index]])),
            ],
        };
    }

    private static IReadOnlyList<ClassChange> Unpaired(PrecisionEvidence before, PrecisionEvidence after) =>
    [
        .. after.PerClassRecall.Select(recall => new ClassChange
        {
            Name = recall.Name,
            Count = recall.Count,
            Before = before.PerClassRecall.FirstOrDefault(earlier => earlier.Name == recall.Name)?.Recall,
            After = recall.Recall,
        }),
    ];

    private static IReadOnlyList<ClassChange> Paired(
        PrecisionEvidence before, PrecisionEvidence after, IReadOnlyList<int> labels, IReadOnlyList<int> a, IReadOnlyList<int> b)
    {
        var images = labels.Index().ToLookup(image => image.Item, image => image.Index);
        PairedOutcomes?[] outcomes =
        [
            .. after.PerClassRecall.Select((_, k) => images[k].ToArray()).Select(of => of.Length == 0
                ? null
                : PairedOutcomes.Of([.. of.Select(i => labels[i])], [.. of.Select(i => a[i])], [.. of.Select(i => b[i])])),
        ];
        // A class without images is no test, so it does not count among those that are corrected for.
        var corrected = new Queue<double>(Holm.Adjust([.. outcomes.OfType<PairedOutcomes>().Select(table => table.McNemarMidP)]));
        return
        [
            .. outcomes.Select((table, k) => new ClassChange
            {
                Name = after.PerClassRecall[k].Name,
                Count = table?.Count ?? 0,
                Before = before.PerClassRecall[k].Recall,
                After = after.PerClassRecall[k].Recall,
                Lost = table?.OnlyReferenceRight ?? 0,
                Won = table?.OnlyCandidateRight ?? 0,
                CorrectedP = table is null ? null : corrected.Dequeue(),
            }),
        ];
    }
}
