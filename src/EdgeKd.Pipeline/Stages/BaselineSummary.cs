using System.Text.Json.Nodes;
using EdgeKd.Release;
using static System.FormattableString;

namespace EdgeKd.Pipeline.Stages;

/// <summary>What the stage baseline says of its evidence: one line for people, and figures by name.</summary>
internal static class BaselineSummary
{
    private static readonly (string Name, string Figure, Func<BlockEvidence, double?> Value)[] Metrics =
    [
        ("p50", "p50Percent", block => block.MedianMs),
        ("p90", "p90Percent", block => block.P90Ms),
        ("memory", "memoryPercent", block => block.PeakBytes),
    ];

    /// <summary>How much more the candidate takes than the released model, in per cent.</summary>
    public static string Line(BaselineEvidence evidence)
    {
        var answers = evidence.AskedAgain ? "asked again, because the test set is another than at its release" : "with the answers of its release";
        var models = evidence.Models.SelectMany(model => model.Blocks, (model, blocks) =>
            $"{model.Precision} {string.Join(", ", Changes(blocks).Select(change => Invariant($"{change.Name} {change.Percent:+0.0;-0.0;0.0} %")))} over {blocks.Candidate.Count} pairs of blocks");
        return $"beside {evidence.Version}, {answers}: {(evidence.Models.Count == 0 ? "no precision in common" : string.Join("; ", models))}";
    }

    /// <summary>The same, by precision.</summary>
    public static JsonObject Figures(BaselineEvidence evidence)
    {
        var figures = new JsonObject { ["version"] = evidence.Version, ["askedAgain"] = evidence.AskedAgain };
        foreach (var model in evidence.Models)
            figures[model.Precision] = new JsonObject(model.Blocks.Take(1).SelectMany(Changes)
                .Select(change => KeyValuePair.Create(change.Figure, (JsonNode?)change.Percent)));
        return figures;
    }

    private static IEnumerable<(string Name, string Figure, double Percent)> Changes(PairedBlocksEvidence blocks)
    {
        foreach (var (name, figure, value) in Metrics)
        {
            double[] candidate = [.. blocks.Candidate.Select(value).OfType<double>()], baseline = [.. blocks.Baseline.Select(value).OfType<double>()];
            if (candidate.Length == blocks.Candidate.Count && baseline.Length == blocks.Baseline.Count)
            {
                var ratio = BlockRatio.Of(candidate, baseline, 0.5);
                yield return (name, figure, 100 * ratio.Difference / ratio.Level);
            }
        }
    }
}
