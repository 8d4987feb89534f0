using static System.FormattableString;

namespace EdgeKd.Release;

/// <summary>The rules about top-1 accuracy.</summary>
internal static class AccuracyRules
{
    public static RuleResult MinTop1(ValidationEvidence candidate, PrecisionEvidence model, double least) => new()
    {
        Metric = "minTop1",
        MoreIsBetter = true,
        Outcome = model.Top1 >= least ? RuleOutcome.Pass : RuleOutcome.Fail,
        Measured = model.Top1,
        Limit = least,
        Unit = "share",
        Message = Invariant($"top-1 is {Percent(model.Top1)} on {candidate.Count} images; at least {Percent(least)} is needed"),
        Remedy = model.Top1 >= least
            ? null
            : Invariant($"{Points(Difference(least, model.Top1))} points are lacking: train the student longer (distill.train.epochs), make it wider (student.width), or lower gate.minTop1 if the product can live with it"),
    };

    public static RuleResult MaxTop1Drop(
        ValidationEvidence candidate, PrecisionEvidence model, ValidationEvidence baseline, PrecisionEvidence released, double most)
    {
        var drop = Difference(released.Top1, model.Top1);
        var sameImages = candidate.Labels.SequenceEqual(baseline.Labels);
        // Two shares of different images differ by chance alone; that may guide, but not release.
        var comparable = sameImages || candidate.Profile != Profiles.Release;
        var images = sameImages ? "" : Invariant($", measured on other images ({candidate.Count} against {baseline.Count})");
        return new()
        {
            Metric = "maxTop1DropPoints",
            MoreIsBetter = false,
            Outcome = comparable && drop <= most ? RuleOutcome.Pass : RuleOutcome.Fail,
            Measured = drop,
            Limit = most,
            Unit = "points",
            Message = Invariant($"top-1 is {Percent(model.Top1)}, {Points(Math.Abs(drop))} points {(drop > 0 ? "below" : "above")} the released {baseline.Version} with {Percent(released.Top1)}{images}; at most {Points(most)} points below are allowed"),
            Remedy = !comparable
                ? "measure the candidate on the baseline's test images, or, when the test set was changed on purpose, remove the baseline's folder so that this becomes a first release"
                : drop <= most
                    ? null
                    : "find what changed since the baseline (data, recipe, seed) by `edgekd compare`, train longer, or raise gate.maxTop1DropPoints if the loss is wanted",
        };
    }

    public static RuleResult MaxTeacherGap(ValidationEvidence candidate, PrecisionEvidence model, double most)
    {
        if (candidate.Teacher?.Top1 is not { } teacher)
            return new()
            {
                Metric = "maxTeacherGapPoints",
                MoreIsBetter = false,
                Outcome = RuleOutcome.Fail,
                Measured = null,
                Limit = most,
                Unit = "points",
                Message = "the teacher's top-1 was not measured",
                Remedy = "distil from a teacher, or remove gate.maxTeacherGapPoints from a recipe that has none",
            };
        var gap = Difference(teacher, model.Top1);
        return new()
        {
            Metric = "maxTeacherGapPoints",
            MoreIsBetter = false,
            Outcome = gap <= most ? RuleOutcome.Pass : RuleOutcome.Fail,
            Measured = gap,
            Limit = most,
            Unit = "points",
            Message = Invariant($"top-1 is {Percent(model.Top1)}, {Points(Math.Abs(gap))} points {(gap > 0 ? "below" : "above")} the teacher's {Percent(teacher)}; at most {Points(most)} points below are allowed"),
            Remedy = gap <= most
                ? null
                : "make the student wider (student.width), train it longer (distill.train.epochs), or try another temperature or method in the section distill",
        };
    }

    public static RuleResult MaxInt8Drop(ValidationEvidence candidate, PrecisionEvidence model, PairedEvidence difference, double most)
    {
        var drop = Difference(candidate.FloatModel.Top1, model.Top1);
        return new()
        {
            Metric = "maxInt8DropPoints",
            MoreIsBetter = false,
            Outcome = drop <= most ? RuleOutcome.Pass : RuleOutcome.Fail,
            Measured = drop,
            Limit = most,
            Unit = "points",
            Message = Invariant($"top-1 is {Percent(model.Top1)} against the float model's {Percent(candidate.FloatModel.Top1)}: {difference.InWords()}, and {difference.Agreement:P1} of the answers agree; at most {Points(most)} points below are allowed"),
            Remedy = drop <= most
                ? null
                : "let the section quantize recover more of the accuracy, ship the float model alone (gate.require: any), or raise gate.maxInt8DropPoints if the loss is wanted",
        };
    }

    /// <summary>Percentage points between two shares; rounded, so that 90 % − 89 % is exactly one point.</summary>
    internal static double Difference(double higher, double lower) => Math.Round((higher - lower) * 100, 9);

    private static string Percent(double share) => Invariant($"{share:P2}");

    /// <summary>Two digits, or the first that is not zero: a rule is never broken by 0.00 points.</summary>
    private static string Points(double points) =>
        points is > 0 and < 0.005 ? Invariant($"{points:G1}") : Invariant($"{points:F2}");
}
