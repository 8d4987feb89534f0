namespace EdgeKd.Pipeline.Suspects;

/// <summary>Ranks images by how likely their label is wrong.</summary>
/// <remarks>By the normalised margin p(label) − max p(other class) of a classifier that did not learn from the label: Northcutt, Jiang,
/// Chuang 2021, "Confident Learning: Estimating Uncertainty in Dataset Labels", JAIR 70, and Kuan, Mueller 2022, "Model-agnostic label
/// quality scoring to detect real-world label errors". Of self-confidence, p(label), it differs in that an image between two classes is
/// less suspicious than one that is surely something else. Images that the teacher answers by their label are never suspects.</remarks>
internal static class SuspectRanking
{
    /// <summary>The places of the suspects, the likeliest error first; of equals, the first in the set.</summary>
    /// <param name="beliefs">What the teacher believes of each image.</param>
    public static IReadOnlyList<int> Of(IReadOnlyList<LabelBelief> beliefs) =>
    [
        .. Enumerable.Range(0, beliefs.Count)
            .Where(i => beliefs[i].Answer != beliefs[i].Label)
            .OrderBy(i => beliefs[i].SelfConfidence - beliefs[i].Confidence).ThenBy(i => i),
    ];
}
