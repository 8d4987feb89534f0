using EdgeKd.Pipeline.Recipes;
using EdgeKd.Release;

namespace EdgeKd.Pipeline.Policies;

/// <summary>The policy that the short keys of a recipe's section <c>gate</c> stand for.</summary>
internal static class ShortPolicy
{
    public static GatePolicy Of(GateSection gate)
    {
        var rules = new List<PolicyRule>();
        if (gate.MinTop1 is { } least)
            rules.Add(new() { Metric = GateMetrics.Top1, AtLeast = least });
        if (gate.MaxTop1DropPoints is { } drop)
            rules.Add(Top1Against("released", drop, gate.Confidence));
        if (gate.MaxTeacherGapPoints is { } gap)
            rules.Add(Top1Against("teacher", gap, gate.Confidence));
        rules.Add(Top1Against("float", gate.MaxInt8DropPoints, gate.Confidence));
        if (gate.MaxLatencyP90Ms is { } p90)
            rules.Add(new() { Metric = GateMetrics.LatencyP90Ms, AtMost = p90 });
        if (gate.MaxSizeBytes is { } size)
            rules.Add(new() { Metric = GateMetrics.SizeBytes, AtMost = size });
        if (gate.MaxFloatIslands is { } islands)
            rules.Add(new() { Metric = GateMetrics.FloatIslands, AtMost = islands });
        return new GatePolicy { Require = gate.Require, Rules = rules };
    }

    private static PolicyRule Top1Against(string other, double margin, double confidence) =>
        new() { Metric = GateMetrics.Top1, Against = other, Margin = margin, Confidence = confidence };
}
