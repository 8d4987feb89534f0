using static System.FormattableString;

namespace EdgeKd.Release;

/// <summary>A class that fell much further than the others.</summary>
/// <param name="Class">The class.</param>
/// <param name="Outcomes">Its images, as both models answered them.</param>
/// <param name="MedianDifference">The median class's difference of recall, a share.</param>
/// <param name="TakenFor">The class that most of its lost images are taken for.</param>
/// <param name="TakenCount">How many of its images are.</param>
internal sealed record ClassDrop(int Class, PairedOutcomes Outcomes, double MedianDifference, int TakenFor, int TakenCount)
{
    public Cause Cause(GateContext context, PrecisionEvidence model, OtherModel reference)
    {
        var name = context.ClassNames[Class];
        double now = Outcomes.BothRight + Outcomes.OnlyCandidateRight, before = Outcomes.BothRight + Outcomes.OnlyReferenceRight;
        return new(
            $"class-regression:{name}",
            Invariant($"the recall of {name} is {now / Outcomes.Count:P1} ({model.Precision}) against {before / Outcomes.Count:P1} of {reference.Name}, {100 * Outcomes.Difference:+0.0;-0.0} points, while the median class changed by {100 * MedianDifference:+0.0;-0.0;0.0}; {TakenCount} of its {Outcomes.Count} images are taken for {context.ClassNames[TakenFor]}"),
            $"look at the training images of {name} and {context.ClassNames[TakenFor]} for labels that changed since (edgekd suspects), and at the test images of {name} that turned wrong (edgekd report)");
    }
}
