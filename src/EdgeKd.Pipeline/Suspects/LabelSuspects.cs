using EdgeKd.Data;

namespace EdgeKd.Pipeline.Suspects;

/// <summary>The images of a data set whose label is likely wrong.</summary>
/// <param name="All">The suspects of all parts that were looked at, the likeliest error first.</param>
/// <param name="TestImages">Test images that the teacher has answered.</param>
/// <param name="TrainingImages">Training images that it has; 0 where its answers to them are not kept (<c>distill.train.views</c>).</param>
public sealed record LabelSuspects(IReadOnlyList<LabelSuspect> All, int TestImages, int TrainingImages)
{
    /// <summary>The part of the test images.</summary>
    public const string TestPart = "test";

    /// <summary>The part of the training images.</summary>
    public const string TrainingPart = "train";

    /// <summary>The suspects of a part.</summary>
    internal static IReadOnlyList<LabelSuspect> Of(string part, IImageSet images, IReadOnlyList<LabelBelief> beliefs) =>
    [
        .. SuspectRanking.Of(beliefs).Select(i => new LabelSuspect(
            part, i, images.NameOf(i), images.ClassNames[beliefs[i].Label], images.ClassNames[beliefs[i].Answer], beliefs[i].Confidence, beliefs[i].SelfConfidence)),
    ];

    /// <summary>Suspects of several parts in one order.</summary>
    internal static IReadOnlyList<LabelSuspect> Merge(params IEnumerable<IReadOnlyList<LabelSuspect>> parts) =>
        [.. parts.SelectMany(part => part).OrderBy(suspect => suspect.Margin)];
}
