using System.Globalization;
using System.Text.Json.Nodes;

namespace EdgeKd.Release;

/// <summary>The figures of a model card, with their intervals: <c>quantitativeAnalysis.performanceMetrics</c>.</summary>
internal static class PerformanceMetrics
{
    private const double Confidence = 0.95;

    /// <summary>Every figure of every released model: accuracy with Wilson's interval (95 %, two-sided), each class's recall likewise, the
    /// difference from the float model with the interval of the evidence, and latency and size without one.</summary>
    public static JsonArray Of(ValidationEvidence evidence, Verdict verdict)
    {
        var metrics = new JsonArray();
        foreach (var model in verdict.Released(evidence))
        {
            metrics.Add((JsonNode)Share("top-1 accuracy", model.Precision, model.Top1, evidence.Count));
            metrics.Add((JsonNode)Share("top-5 accuracy", model.Precision, model.Top5, evidence.Count));
            foreach (var recall in model.PerClassRecall)
            {
                if (recall.Recall is { } share)
                    metrics.Add((JsonNode)Share("recall", $"{model.Precision}, class {recall.Name}", share, recall.Count));
            }

            if (model.AgainstFloat is { } difference)
                metrics.Add((JsonNode)Metric("top-1 against float [percentage points]", model.Precision, difference.DifferencePoints, difference.LowerPoints, difference.UpperPoints));
            metrics.Add((JsonNode)Metric("latency p50 at batch 1 [ms]", model.Precision, model.Latency.P50Ms));
            metrics.Add((JsonNode)Metric("latency p90 at batch 1 [ms]", model.Precision, model.Latency.P90Ms));
            metrics.Add((JsonNode)Metric("file size [bytes]", model.Precision, model.SizeBytes));
        }

        return metrics;
    }

    private static JsonObject Share(string type, string slice, double share, int count)
    {
        var (lower, upper) = ProportionInterval.Wilson((int)Math.Round(share * count), count, Confidence);
        return Metric(type, slice, share, lower, upper);
    }

    private static JsonObject Metric(string type, string slice, double value, double? lower = null, double? upper = null)
    {
        var metric = new JsonObject { ["type"] = type, ["value"] = Number(value), ["slice"] = slice };
        if (lower is { } low && upper is { } high)
            metric["confidenceInterval"] = new JsonObject { ["lowerBound"] = Number(low), ["upperBound"] = Number(high) };
        return metric;
    }

    /// <summary>Nine digits: fewer than processors agree on, and more than anyone reads.</summary>
    private static string Number(double value) => value.ToString("G9", CultureInfo.InvariantCulture);
}
