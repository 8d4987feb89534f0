using EdgeKd.Release;
using static System.FormattableString;

namespace EdgeKd.Pipeline.Preflighting;

/// <summary>Says which limits of a policy no training of a student can keep.</summary>
/// <param name="policy">What the model has to keep.</param>
internal sealed class PolicyFeasibility(GatePolicy policy)
{
    // A network takes as long for one image as for another; a tail beyond this is what else runs on the machine, and the median decides.
    private const double LongTail = 1.5;

    private const string OrSkip = "or set preflight: false to train all the same";

    /// <summary>Why the student cannot be released whatever it learns; empty where nothing speaks against it.</summary>
    /// <param name="student">What was measured of it.</param>
    public IReadOnlyList<string> FaultsOf(UntrainedStudent student)
    {
        var faults = student.Models.Select(model => (model.Precision, Faults: Broken(model).ToArray())).Where(model => model.Faults.Length > 0).ToArray();
        // One precision is enough for such a policy, and the others are left out.
        if (policy.Require == "any" && faults.Length < student.Models.Count)
            return [];
        return [.. faults.SelectMany(model => model.Faults).Select(fault => $"{fault}, {OrSkip}")];
    }

    /// <summary>Why the student cannot be released by what it takes on other targets; empty where nothing speaks against it.</summary>
    /// <param name="targets">What was measured of it there.</param>
    public IReadOnlyList<string> FaultsOn(IReadOnlyList<UntrainedTarget> targets) =>
        [.. targets.Where(target => !target.IsEmulated).SelectMany(target => FaultsOn(target)).Select(fault => $"{fault}, {OrSkip}")];

    private IEnumerable<string> FaultsOn(UntrainedTarget target)
    {
        var rules = policy.Rules.Where(rule => rule.Target == target.Name || rule.Target == PolicyRule.Each).ToArray();
        var faults = target.Models.Select(model => Times(model, rules, $" on {target.Name}").ToArray()).ToArray();
        return policy.Require == "any" && faults.Any(model => model.Length == 0) ? [] : faults.SelectMany(model => model);
    }

    /// <summary>Why the test set cannot prove what the policy asks for, even of a model that answers every image like the other. One that
    /// is better by more than the margin could pass, but a policy that counts on that asks for something else.</summary>
    /// <param name="images">Images of the test set.</param>
    /// <param name="precisions">The precisions that the recipe makes.</param>
    /// <param name="released">Those of the released model; empty where nothing is released.</param>
    public IReadOnlyList<string> FaultsOfTestSet(long images, IReadOnlyList<string> precisions, IReadOnlyList<string> released)
    {
        var undecidable = policy.Rules.Where(rule => IsComparison(rule) && images < Fewest(rule)).ToArray();
        var open = precisions.Where(precision => undecidable.Any(rule => IsAbout(rule, precision, released))).ToArray();
        if (open.Length == 0 || (policy.Require == "any" && open.Length < precisions.Count))
            return [];
        var first = undecidable.First(rule => open.Any(precision => IsAbout(rule, precision, released)));
        return
        [
            Invariant($"{images:N0} test images cannot prove a margin of {first.Margin:0.##} points against {first.Against} at {first.Confidence:P2} confidence of a model that is as good: ")
                + Invariant($"{Fewest(first):N0} are the fewest, and about {Math.Max(Fewest(first), Usual(first)):N0} decide nine times in ten; test on more, raise the margin, {OrSkip}"),
        ];
    }

    private static long Fewest(PolicyRule rule) => NonInferiority.FewestImages(rule.Margin!.Value / 100, rule.Confidence);

    private static long Usual(PolicyRule rule) => NonInferiority.ImagesNeeded(
        rule.Against == "float" ? DefaultMargin.Int8Disagreement : DefaultMargin.UsualDisagreement, rule.Margin!.Value / 100, rule.Confidence);

    /// <summary>A rule that only enough images can keep: what is compared by value or in per cent of the other has no such limit.</summary>
    private static bool IsComparison(PolicyRule rule) => rule is
    {
        Metric: GateMetrics.Top1 or GateMetrics.Top5, Against: "released" or "float", Margin: > 0 and < 100, MarginPercent: null, Confidence: > 0.5, Level: "error",
        Class: null, Slice: null, Target: null,
    };

    private static bool IsAbout(PolicyRule rule, string precision, IReadOnlyList<string> released) =>
        (rule.Precision is null || rule.Precision == precision)
        && (rule.Against == "float" ? precision != Precisions.Float32 : released.Contains(precision));

    private IEnumerable<string> Broken(UntrainedModel model)
    {
        var rules = policy.Rules.Where(rule => rule.Target is null or BundleTarget.Local).ToArray();
        foreach (var fault in Times(model, rules, ""))
            yield return fault;
        foreach (var (rule, limit) in Limits(rules, model))
        {
            if (rule.Metric == GateMetrics.SizeBytes && model.SizeBytes > limit)
                yield return Invariant($"the untrained student in {model.Precision} has {model.SizeBytes:N0} bytes, and the policy allows {limit:N0}: {Narrower}");
            else if (rule.Metric == GateMetrics.FloatIslands && model.FloatIslands is { } islands && islands > limit)
                yield return Invariant($"ONNX Runtime runs {islands} groups of nodes of the untrained student in float between integers, and the policy allows {limit:0}: see by edgekd audit what they are, choose another student");
        }
    }

    private static IEnumerable<string> Times(UntrainedModel model, IEnumerable<PolicyRule> rules, string where)
    {
        foreach (var (rule, limit) in Limits(rules, model))
        {
            if (rule.Metric == GateMetrics.LatencyP90Ms && model is { Doubt: null, P90LowerMs: { } lower } && lower > limit
                && (model.P50Ms > limit || model.P90Ms <= LongTail * model.P50Ms))
                yield return Invariant($"the untrained student in {model.Precision} has a p90 of {model.P90Ms:F3} ms{where} (at 99 % confidence at least {lower:F3} ms, half of the runs took {model.P50Ms:F3} ms), and the policy allows {limit:0.###} ms: {Narrower}");
            else if (rule.Metric == GateMetrics.LatencyP50Ms && model.Doubt is null && model.P50Ms > limit)
                yield return Invariant($"the untrained student in {model.Precision} has a median latency of {model.P50Ms:F3} ms{where}, and the policy allows {limit:0.###} ms: {Narrower}");
        }
    }

    private static IEnumerable<(PolicyRule Rule, double Limit)> Limits(IEnumerable<PolicyRule> rules, UntrainedModel model) => rules
        .Where(rule => rule is { Against: null, Level: "error", AtMost: not null } && (rule.Precision is null || rule.Precision == model.Precision))
        .Select(rule => (rule, rule.AtMost!.Value));

    private static string Narrower => "edgekd plan lists students that fit; make it narrower (student.width) or smaller (data.imageSize), raise the limit";
}
