using System.Globalization;

namespace EdgeKd.Benchmarks.Runs;

/// <summary>A whole run as a table in Markdown, as docs/benchmarks.md has it.</summary>
internal static class RunTable
{
    /// <summary>The lines.</summary>
    public static IEnumerable<string> Lines(RunComparison run)
    {
        var plan = run.Plan;
        yield return Text($"kd of ResNet32x4 → MobileNetV2-half on {plan.Images:N0} images of 32×32, {plan.Epochs} epochs of batches of {plan.BatchSize},");
        var inPeer = run.Peer is null ? "" : ", in the peer in every step";
        yield return Text($"a validation on {plan.ValidationImages:N0} behind each. The teacher answers {plan.Views} views first{inPeer}.");
        yield return run.Extrapolated;
        yield return "";
        yield return "| part | ms a batch | batches | minutes |";
        yield return "|---|---:|---:|---:|";
        yield return Row("here: the teacher's cache", run.CacheMs, plan.Views * plan.ViewBatches);
        yield return Row("here: training", run.TrainMs, plan.Epochs * plan.ViewBatches);
        yield return Row("here: validation", run.ValidateMs, plan.Epochs * plan.ValidationBatches);
        yield return Text($"| here, the whole run | | | {run.Seconds / 60:F1} |");
        if (run.Peer is not { } peer)
            yield break;
        yield return Row("published peer: training, the teacher live", peer.TrainMs, plan.Epochs * plan.ViewBatches);
        yield return Row("published peer: validation", peer.ValidateMs, plan.Epochs * plan.ValidationBatches);
        yield return Text($"| published peer, the whole run | | | {peer.Seconds / 60:F1} |");
        yield return "";
        yield return Text($"The run here takes {peer.Share:F3} of the peer's time (wanted: at most 0.25).");
    }

    private static string Row(string part, double ms, double batches) => Text($"| {part} | {ms:F1} | {batches:F0} | {ms * batches / 60_000:F1} |");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
