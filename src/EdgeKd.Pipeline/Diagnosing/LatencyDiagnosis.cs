using System.Globalization;
using EdgeKd.Pipeline.Auditing;
using EdgeKd.Release;

namespace EdgeKd.Pipeline.Diagnosing;

/// <summary>Finds the nodes that a model takes longer for than the released one.</summary>
internal static class LatencyDiagnosis
{
    private const int Rounds = 3;
    private const int RunsARound = 30;
    private const int MostNodes = 3;

    // Nodes that both models have and that make up less of the excess are noise.
    private const double LeastShare = 0.1;

    /// <summary>Profiles both on this machine, in turns, and compares them node by node.</summary>
    /// <param name="model">The model.</param>
    /// <param name="target">The target whose rule is broken.</param>
    /// <param name="ct">Stops between runs.</param>
    /// <returns>The cause; null where nothing is released to compare with, or no node is slower.</returns>
    public static Cause? Of(DiagnosedModel model, string target, CancellationToken ct)
    {
        if (model.ReleasedPath is not { } released)
            return null;
        var (ours, theirs) = (new Dictionary<string, double>(StringComparer.Ordinal), new Dictionary<string, double>(StringComparer.Ordinal));
        for (var round = 0; round < Rounds; round++)
        {
            Take(ours, model.Path, ct);
            Take(theirs, released, ct);
        }

        var slower = ours.Select(node => (Name: node.Key, Ms: node.Value - theirs.GetValueOrDefault(node.Key), IsNew: !theirs.ContainsKey(node.Key)))
            .Where(node => node.Ms > 0).OrderByDescending(node => node.Ms).ToArray();
        var excess = ours.Values.Sum() - theirs.Values.Sum();
        var named = slower.Where(node => node.IsNew || node.Ms >= LeastShare * excess).Take(MostNodes).ToArray();
        if (excess <= 0 || named.Length == 0)
            return null;
        return new Cause(
            $"latency:{target},{string.Join(",", named.Select(node => node.Name))}",
            string.Create(CultureInfo.InvariantCulture,
                $"the nodes of the {model.Precision} model take {ours.Values.Sum():F3} ms, {excess:F3} ms more than the released one's: {string.Join(", ", named.Select(node => string.Create(CultureInfo.InvariantCulture, $"{node.Name} {node.Ms:F3} ms more{(node.IsNew ? " (not in the released model)" : "")}")))}"),
            "see by `edgekd audit` on both files what these nodes run as, and take them out or let them be fused");
    }

    /// <summary>The shortest time of each node in any round: what disturbs a round makes it longer.</summary>
    private static void Take(Dictionary<string, double> times, string path, CancellationToken ct)
    {
        foreach (var node in ModelAudit.Run(path, new AuditOptions { Runs = RunsARound }, ct).Nodes)
            times[node.Name] = Math.Min(times.GetValueOrDefault(node.Name, double.MaxValue), node.TimeMs);
    }
}
