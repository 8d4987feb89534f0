using System.Text.Json.Nodes;
using EdgeKd.Edge.Targets.Measuring;
using EdgeKd.Release;
using static System.FormattableString;

namespace EdgeKd.Pipeline.Targets;

/// <summary>What the stage targets says of its evidence: a line for people, and figures by name.</summary>
internal static class TargetsSummary
{
    /// <summary>All targets in one line.</summary>
    public static string Line(TargetsEvidence evidence) => string.Join("; ", evidence.Targets.Select(Of));

    /// <summary>The figures of each target by precision.</summary>
    public static JsonObject Figures(TargetsEvidence evidence)
    {
        var figures = new JsonObject { ["failed"] = evidence.Targets.Count(target => target.Failure is not null) };
        foreach (var target in evidence.Targets)
        {
            figures[target.Name] = new JsonObject(target.Models.Select(model => KeyValuePair.Create(model.Precision, (JsonNode?)new JsonObject
            {
                ["count"] = model.Count,
                ["top1"] = model.Top1,
                ["agreement"] = model.AgreementWithLocal,
                ["p90Ms"] = target.IsEmulated ? null : model.Latency?.P90Ms,
                ["instructions"] = model.Instructions,
            })));
        }
        return figures;
    }

    /// <summary>What is to be told of a target as soon as it is done.</summary>
    public static IEnumerable<string> Notes(TargetOutcome outcome)
    {
        foreach (var model in outcome.Models)
        {
            if (model.Parity.Doubt is { } doubt)
                yield return $"{outcome.Name}, {model.Precision}: {doubt}";
            if (!outcome.IsEmulated && model.Latency is { Doubt: { } why } latency)
                yield return Invariant($"{outcome.Name}, {model.Precision}: the latency is not to be trusted, measured {latency.Attempts} time(s): {why}");
            if (model.Latency?.Incomplete is { } incomplete)
                yield return $"{outcome.Name}, {model.Precision}: {incomplete}";
        }
        if (outcome.Failure is { } failure)
            yield return $"{outcome.Name} failed: {failure}{(outcome.LogPath is { } log ? $" (log: {log})" : "")}; edgekd targets --again asks it once more";
    }

    private static string Of(TargetEvidence target)
    {
        var models = string.Join(", ", target.Models.Select(model =>
        {
            var cost = model.Instructions is { } instructions ? Invariant($", {instructions / 1e6:F1} million instructions")
                : !target.IsEmulated && model.Latency is { } latency ? Invariant($", p90 {latency.P90Ms:F3} ms")
                : "";
            return Invariant($"{model.Precision} {model.Top1:P2} of {model.Count:N0}, agrees on {model.AgreementWithLocal:P2}{cost}");
        }));
        return target.Failure is null ? $"{target.Name}: {models}" : $"{target.Name}: {(models.Length > 0 ? $"{models}, then " : "")}failed";
    }
}
