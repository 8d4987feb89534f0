using System.Text.Json.Nodes;
using EdgeKd.Release;
using static System.FormattableString;

namespace EdgeKd.Pipeline.Stages;

/// <summary>What the stage validate says of its evidence: one line for people, and figures by name.</summary>
internal static class ValidationSummary
{
    /// <summary>One line; of several precisions INT8 stands beside float, with the paired difference.</summary>
    public static string Line(ValidationEvidence evidence)
    {
        var models = evidence.Models;
        string Each(Func<PrecisionEvidence, string> figure) => models.Count == 1
            ? figure(models[0])
            : string.Join(", ", models.Select(model => $"{figure(model)} {model.Precision}"));
        var differences = string.Concat(models.Select(model => model.AgainstFloat is { } difference ? $", {model.Precision} {difference.InWords()}" : ""));
        var teacher = evidence.Teacher?.Top1 is { } top1 ? Invariant($" (teacher {top1:P2})") : "";
        return Invariant($"top-1 {Each(model => Invariant($"{model.Top1:P2}"))}{teacher} on {evidence.Count:N0} test images{differences}, ")
            + Invariant($"p90 {Each(model => Invariant($"{model.Latency.P90Ms:F3} ms"))} at batch 1 on {evidence.FloatModel.Latency.Threads} thread(s), ")
            + Invariant($"{Each(model => Invariant($"{model.SizeBytes:N0} bytes"))}; use {evidence.TestSetUses} of this test set");
    }

    /// <summary>The float model's figures, and under its name those of each other precision.</summary>
    public static JsonObject Figures(ValidationEvidence evidence)
    {
        var figures = Of(evidence.FloatModel);
        figures["teacherTop1"] = evidence.Teacher?.Top1;
        figures["count"] = evidence.Count;
        figures["testSetUses"] = evidence.TestSetUses;
        foreach (var model in evidence.Models.Skip(1))
            figures[model.Precision] = Of(model);
        return figures;
    }

    private static JsonObject Of(PrecisionEvidence model)
    {
        var figures = new JsonObject
        {
            ["top1"] = model.Top1,
            ["top5"] = model.Top5,
            ["p50Ms"] = model.Latency.P50Ms,
            ["p90Ms"] = model.Latency.P90Ms,
            ["p99Ms"] = model.Latency.P99Ms,
            ["sizeBytes"] = model.SizeBytes,
        };
        if (model.AgainstFloat is { } difference)
        {
            figures["differencePoints"] = difference.DifferencePoints;
            figures["lowerPoints"] = difference.LowerPoints;
            figures["upperPoints"] = difference.UpperPoints;
            figures["agreement"] = difference.Agreement;
        }
        return figures;
    }
}
