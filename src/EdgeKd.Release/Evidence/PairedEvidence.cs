using System.Globalization;

namespace EdgeKd.Release;

/// <summary>The answers of a model beside those of its float form, on the same images.</summary>
public sealed record PairedEvidence
{
    /// <summary>The two-sided confidence of the interval.</summary>
    public const double Confidence = 0.95;

    /// <summary>The share of images with the same answer, right or wrong, 0 to 1.</summary>
    public required double Agreement { get; init; }

    /// <summary>Top-1 minus that of the float model, in percentage points.</summary>
    public required double DifferencePoints { get; init; }

    /// <summary>The lower limit of the difference's interval (<see cref="PairedScore"/>), in percentage points.</summary>
    public required double LowerPoints { get; init; }

    /// <summary>The upper limit, in percentage points.</summary>
    public required double UpperPoints { get; init; }

    /// <summary>Images that only this model answered right.</summary>
    public required int OnlyThisRight { get; init; }

    /// <summary>Images that only the float model answered right.</summary>
    public required int OnlyFloatRight { get; init; }

    /// <summary>The probability of a difference like this between equally accurate models (<see cref="PairedOutcomes.McNemarMidP"/>).</summary>
    public required double McNemarMidP { get; init; }

    /// <summary>Compares answers.</summary>
    /// <param name="labels">The true class of each image.</param>
    /// <param name="floatModel">What the float model answered.</param>
    /// <param name="model">What this model answered.</param>
    /// <exception cref="ArgumentException">There is no image, or the lists differ in length.</exception>
    public static PairedEvidence Of(IReadOnlyList<int> labels, IReadOnlyList<int> floatModel, IReadOnlyList<int> model)
    {
        var outcomes = PairedOutcomes.Of(labels, floatModel, model);
        var (lower, upper) = PairedScore.Interval(outcomes, Confidence);
        return new PairedEvidence
        {
            Agreement = (double)floatModel.Zip(model).Count(pair => pair.First == pair.Second) / labels.Count,
            DifferencePoints = Points(outcomes.Difference),
            LowerPoints = Points(lower),
            UpperPoints = Points(upper),
            OnlyThisRight = outcomes.OnlyCandidateRight,
            OnlyFloatRight = outcomes.OnlyReferenceRight,
            McNemarMidP = outcomes.McNemarMidP,
        };
    }

    /// <summary>The difference with its interval, such as <c>-0.30 points (95 % interval -0.90 to +0.27)</c>.</summary>
    public string InWords() => string.Create(CultureInfo.InvariantCulture,
        $"{DifferencePoints:+0.00;-0.00;0.00} points ({Confidence:P0} interval {LowerPoints:+0.00;-0.00;0.00} to {UpperPoints:+0.00;-0.00;0.00})");

    /// <summary>Whether both say the same but for the last digits, which may differ from one processor to another.</summary>
    internal bool IsNear(PairedEvidence other) =>
        (OnlyThisRight, OnlyFloatRight) == (other.OnlyThisRight, other.OnlyFloatRight)
        && Near(Agreement, other.Agreement) && Near(DifferencePoints, other.DifferencePoints)
        && Near(LowerPoints, other.LowerPoints) && Near(UpperPoints, other.UpperPoints) && Near(McNemarMidP, other.McNemarMidP);

    private static bool Near(double a, double b) => Math.Abs(a - b) <= 1e-6;

    /// <summary>Rounded, so that half a point is exactly half a point.</summary>
    private static double Points(double share) => Math.Round(100 * share, 9);
}
