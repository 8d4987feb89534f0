using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using static System.FormattableString;

namespace EdgeKd.Release;

/// <summary>What a policy has to keep, wherever it was read from.</summary>
public static class PolicyChecks
{
    /// <summary>The most rules, and the most costs, of a policy.</summary>
    public const int MaxEntries = 10_000;

    /// <summary>Every fault, in the order of the file; empty for a policy that can be decided by.</summary>
    /// <param name="policy">The policy.</param>
    public static IEnumerable<PolicyFault> FaultsOf(GatePolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        foreach (var fault in Values(policy, ""))
            yield return fault;
        if (policy.Rules.Count is 0 or > MaxEntries)
            yield return new("rules", $"rules has {policy.Rules.Count} entries, but a policy has 1 to {MaxEntries}");
        if (policy.Costs.Count > MaxEntries)
            yield return new("costs", $"costs has {policy.Costs.Count} entries, but a policy has at most {MaxEntries}");
        foreach (var (i, cost) in policy.Costs.Index().Take(MaxEntries))
        {
            foreach (var fault in cost is null ? [new PolicyFault($"costs[{i}]", $"costs[{i}] is null")] : Costs(cost, $"costs[{i}]"))
                yield return fault;
        }
        foreach (var (i, rule) in policy.Rules.Index().Take(MaxEntries))
        {
            if (rule is null)
            {
                yield return new($"rules[{i}]", $"rules[{i}] is null");
                continue;
            }
            var (at, isSound) = ($"rules[{i}]", true);
            foreach (var fault in Values(rule, at))
            {
                isSound = false;
                yield return fault;
            }
            if (!isSound)
                continue;
            foreach (var fault in Limits(rule, at).Concat(Scope(rule, at)).Concat(Needs(policy, rule, at)))
                yield return fault;
        }
    }

    /// <summary>The classes that the policy names and the model does not have.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="classes">The model's classes.</param>
    public static IEnumerable<PolicyFault> UnknownClasses(GatePolicy policy, IReadOnlyList<string> classes)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(classes);
        var named = policy.Rules.Index().Where(rule => rule.Item.Class != PolicyRule.Each).Select(rule => ($"rules[{rule.Index}].class", rule.Item.Class))
            .Concat(policy.Costs.Index().Select(cost => ($"costs[{cost.Index}].label", cost.Item.Label)))
            .Concat(policy.Costs.Index().Select(cost => ($"costs[{cost.Index}].answer", cost.Item.Answer)));
        foreach (var (key, name) in named)
        {
            if (name is not null && !classes.Contains(name))
                yield return new(key, $"{key} is '{name}', which is none of the {classes.Count} classes; known are {string.Join(", ", classes.Take(20))}{(classes.Count > 20 ? ", ..." : "")}");
        }
    }

    private static IEnumerable<PolicyFault> Costs(ClassCost cost, string at)
    {
        foreach (var fault in Values(cost, at))
            yield return fault;
        if (cost.Label is not null && cost.Label == cost.Answer)
            yield return new($"{at}.answer", $"{at} gives a cost to a right answer, '{cost.Label}' for '{cost.Answer}'; name two classes");
    }

    private static IEnumerable<PolicyFault> Limits(PolicyRule rule, string at)
    {
        var traits = MetricTraits.Of(rule.Metric);
        var (best, other, given) = traits.MoreIsBetter ? ("atLeast", "atMost", rule.AtMost) : ("atMost", "atLeast", rule.AtLeast);
        if (given is not null)
            yield return new($"{at}.{other}", $"{at}: {other} stands beside {rule.Metric}, of which {(traits.MoreIsBetter ? "more" : "less")} is better; use {best}");
        if ((traits.MoreIsBetter ? rule.AtLeast : rule.AtMost) is { } limit && traits.Unit == "share" && limit > 1)
            yield return new($"{at}.{best}", Invariant($"{at}.{best} is {limit}, but {rule.Metric} is a share from 0 to 1"));

        var (hasLimit, hasMargin) = ((rule.AtLeast ?? rule.AtMost) is not null, (rule.Margin ?? rule.MarginPercent) is not null);
        var margin = rule.Margin is null ? "marginPercent" : "margin";
        if (traits.Compares)
        {
            if (rule is { Metric: GateMetrics.HarmfulFlips, Against: null })
                yield return new($"{at}.metric", $"{at}: harmfulFlips counts what another model had right; add against: released, float or teacher");
            if (hasMargin)
                yield return new($"{at}.{margin}", $"{at}: {rule.Metric} is a share by itself, not a difference; use {best} instead of {margin}");
            else if (!hasLimit)
                yield return new(at, $"{at}: {rule.Metric} has no limit; add {best}, such as {(traits.MoreIsBetter ? "0.99" : "0.03")}");
            yield break;
        }
        if (rule.Against is null && hasMargin)
            yield return new($"{at}.{margin}", $"{at}: {margin} is a distance from another model; add against: {string.Join(" or ", traits.Against)}, or use {best}");
        else if (rule.Against is not null && hasLimit)
            yield return new($"{at}.{(rule.AtLeast is null ? "atMost" : "atLeast")}", $"{at}: {(rule.AtLeast is null ? "atMost" : "atLeast")} is an absolute limit and against compares; keep one of them, or write two rules");
        else if (rule.Against is not null && !hasMargin)
            yield return new($"{at}.against", $"{at}: against compares, but there is no margin; add margin or marginPercent");
        else if (rule.Against is null && !hasLimit)
            yield return new(at, $"{at}: there is no limit; add {best}, or against with a margin");
        // A class or slice fails only by a proven drop, which a margin of 0 may ask for.
        if (hasMargin && (rule.Margin ?? 0) == 0 && (rule.MarginPercent ?? 0) == 0 && rule is { Confidence: > 0.5, Class: null, Slice: null } && (traits.IsOfAnswers || traits.IsOfBlocks))
            yield return new($"{at}.{margin}", $"{at}: nothing can be proven to lose nothing; give a {margin} above 0, or confidence: 0.5 to decide by the measured value");
    }

    private static IEnumerable<PolicyFault> Scope(PolicyRule rule, string at)
    {
        var traits = MetricTraits.Of(rule.Metric);
        if (rule.Against is { } against && !traits.Against.Contains(against))
            yield return new($"{at}.against", $"{at}: {rule.Metric} cannot be compared with {against}, only with {string.Join(" or ", traits.Against)}");
        if (rule is { Against: MetricTraits.Float, Precision: Precisions.Float32, Target: null or BundleTarget.Local })
            yield return new($"{at}.precision", $"{at} compares the float model with itself; name another precision, or none");
        var isOfClass = rule.Metric is GateMetrics.Recall or GateMetrics.Precision;
        if (isOfClass && string.IsNullOrWhiteSpace(rule.Class))
            yield return new($"{at}.metric", $"{at}: {rule.Metric} is of a class; add class: each, or the name of one");
        if (!isOfClass && rule.Class is not null)
            yield return new($"{at}.class", $"{at}: {rule.Metric} is not of a class; remove it, or use recall or precision");
        if (!traits.IsOfAnswers && rule.Slice is not null)
            yield return new($"{at}.slice", $"{at}: {rule.Metric} is not of images; remove slice");
        if (rule is { Slice: PolicyRule.Each, Class: PolicyRule.Each })
            yield return new($"{at}.slice", $"{at} is about each class of each slice; name the class or the slice");
        if (!traits.IsOfTargets && rule.Target is not null)
            yield return new($"{at}.target", $"{at}: {rule.Metric} is measured on this machine alone; remove target");
        if (traits.IsOfTargetsAlone && rule.Target == BundleTarget.Local)
            yield return new($"{at}.target", $"{at}: {rule.Metric} is of other targets than {BundleTarget.Local}; name one, or {PolicyRule.Each}");
        if (rule is { Metric: GateMetrics.Top1, Target: not null and not BundleTarget.Local, Slice: not null })
            yield return new($"{at}.slice", $"{at}: a target may answer a part of the images only; remove slice or target");
    }

    private static IEnumerable<PolicyFault> Needs(GatePolicy policy, PolicyRule rule, string at)
    {
        if (rule.Metric == GateMetrics.MeanCost && policy.Costs.Count == 0)
            yield return new($"{at}.metric", $"{at}: meanCost without costs is one minus top1; add costs to the policy");
        if (rule.Metric == GateMetrics.SelectiveAccuracy && policy.RejectBelow is null)
            yield return new($"{at}.metric", $"{at}: selectiveAccuracy needs to know which answers are rejected; add rejectBelow to the policy, such as 0.7");
    }

    /// <summary>What the attributes of the properties ask for, and numbers that are finite.</summary>
    private static IEnumerable<PolicyFault> Values(object section, string at)
    {
        foreach (var property in section.GetType().GetProperties().Where(property => property.CanWrite))
        {
            var name = char.ToLowerInvariant(property.Name[0]) + property.Name[1..];
            var key = at.Length == 0 ? name : $"{at}.{name}";
            if (property.GetValue(section) is not { } value)
                continue;
            if (value is string text && (text.Length > 200 || text.Any(char.IsControl)))
                yield return new(key, $"{key} is longer than 200 characters or holds a control character");
            else if (property.GetCustomAttribute<AllowedValuesAttribute>() is { } words && !words.Values.Contains(value))
                yield return new(key, $"{key} is '{value}' but must be one of {string.Join(", ", words.Values)}");
            else if (property.GetCustomAttribute<RangeAttribute>() is { } range && !IsWithin(range, Convert.ToDouble(value, CultureInfo.InvariantCulture)))
                yield return new(key, Invariant($"{key} is {value} but must be from {range.Minimum} to {range.Maximum}"));
        }
    }

    private static bool IsWithin(RangeAttribute range, double value) =>
        value >= Convert.ToDouble(range.Minimum, CultureInfo.InvariantCulture) && value <= Convert.ToDouble(range.Maximum, CultureInfo.InvariantCulture);
}
