using System.Globalization;

namespace EdgeKd.Release;

/// <summary>The rules that evidence has to keep before anything is decided by it.</summary>
internal static class EvidenceChecks
{
    /// <summary>Shares are quotients of whole numbers, so they may differ by rounding alone.</summary>
    private const double ShareTolerance = 1e-9;

    /// <exception cref="InvalidDataException">A rule is broken; the message names <paramref name="file"/> and the field.</exception>
    public static void Require(ValidationEvidence evidence, string file)
    {
        var fault = FaultsOf(evidence).FirstOrDefault();
        if (fault is not null)
            throw new InvalidDataException($"{file}: {fault}. Run the stage validate again.");
    }

    private static IEnumerable<string?> FaultsOf(ValidationEvidence e) => Checks(e).Where(fault => fault is not null);

    private static IEnumerable<string?> Checks(ValidationEvidence e)
    {
        yield return e.Schema == 1 ? null : $"schema is {e.Schema}, but this program knows schema 1";
        yield return Text("name", e.Name);
        yield return Text("version", e.Version);
        yield return Profiles.IsKnown(e.Profile) ? null : $"profile is '{e.Profile}' instead of '{Profiles.Quick}' or '{Profiles.Release}'";
        yield return Text("precision", e.Precision);
        yield return AtLeast("count", e.Count, 1);
        yield return Share("top1", e.Top1);
        yield return Share("top5", e.Top5);
        yield return e.Top5 >= e.Top1 - ShareTolerance ? null : $"top5 is {Number(e.Top5)}, less than top1, which is {Number(e.Top1)}";
        yield return e.TeacherTop1 is { } teacher ? Share("teacherTop1", teacher) : null;
        foreach (var fault in Recalls(e).Concat(Answers(e)).Concat(Times(e.Latency)))
            yield return fault;
        yield return AtLeast("sizeBytes", e.SizeBytes, 1);
        yield return e.FloatIslands is { } islands ? AtLeast("floatIslands", islands, 0) : null;
        yield return AtLeast("testSetUses", e.TestSetUses, 0);
        if (e.Parity is { } parity)
        {
            yield return AtLeast("parity.count", parity.Count, 1);
            yield return NotNegative("parity.maxAbsoluteDifference", parity.MaxAbsoluteDifference);
            yield return NotNegative("parity.maxRelativeDifference", parity.MaxRelativeDifference);
            yield return Share("parity.top1Agreement", parity.Top1Agreement);
        }
    }

    private static IEnumerable<string?> Recalls(ValidationEvidence e)
    {
        yield return e.PerClassRecall.Count >= 2 ? null : $"perClassRecall has {e.PerClassRecall.Count} classes, but a classifier has at least 2";
        for (var i = 0; i < e.PerClassRecall.Count; i++)
        {
            if (e.PerClassRecall[i] is not { } recall)
            {
                yield return $"perClassRecall[{i}] is null";
                continue;
            }

            yield return Text($"perClassRecall[{i}].name", recall.Name);
            yield return AtLeast($"perClassRecall[{i}].count", recall.Count, 0);
            yield return recall.Recall is { } value ? Share($"perClassRecall[{i}].recall", value) : null;
        }
    }

    private static IEnumerable<string?> Answers(ValidationEvidence e)
    {
        yield return e.Labels.Count == e.Count ? null : $"labels has {e.Labels.Count} entries, but count is {e.Count}";
        yield return e.Predictions.Count == e.Count ? null : $"predictions has {e.Predictions.Count} entries, but count is {e.Count}";
        yield return Classes("labels", e.Labels, e.PerClassRecall.Count);
        yield return Classes("predictions", e.Predictions, e.PerClassRecall.Count);
        // Reached only when the counts agree, because the first fault ends the check.
        var right = e.Labels.Zip(e.Predictions).Count(pair => pair.First == pair.Second);
        var share = (double)right / e.Count;
        yield return Math.Abs(share - e.Top1) <= ShareTolerance
            ? null
            : $"top1 is {Number(e.Top1)}, but {right} of {e.Count} predictions are right, which is {Number(share)}";
    }

    private static IEnumerable<string?> Times(LatencyEvidence latency)
    {
        yield return Positive("latency.p50Ms", latency.P50Ms);
        yield return Positive("latency.p90Ms", latency.P90Ms);
        yield return Positive("latency.p99Ms", latency.P99Ms);
        yield return latency.P50Ms <= latency.P90Ms && latency.P90Ms <= latency.P99Ms
            ? null
            : $"latency.p50Ms, p90Ms and p99Ms are {Number(latency.P50Ms)}, {Number(latency.P90Ms)} and {Number(latency.P99Ms)}, which is no rising order";
        yield return AtLeast("latency.runs", latency.Runs, 1);
        yield return AtLeast("latency.threads", latency.Threads, 1);
        yield return Text("latency.cpu", latency.Cpu);
    }

    private static string? Classes(string field, IReadOnlyList<int> values, int classes)
    {
        for (var i = 0; i < values.Count; i++)
            if ((uint)values[i] >= (uint)classes)
                return $"{field}[{i}] is {values[i]}, but the classes are 0 to {classes - 1}";
        return null;
    }

    private static string? Text(string field, string value) =>
        string.IsNullOrWhiteSpace(value) ? $"{field} is empty" : value.Any(char.IsControl) ? $"{field} holds a control character" : null;

    private static string? Share(string field, double value) => value is >= 0 and <= 1 ? null : $"{field} is {Number(value)} instead of a share from 0 to 1";

    private static string? NotNegative(string field, double value) =>
        value >= 0 && double.IsFinite(value) ? null : $"{field} is {Number(value)} instead of a finite number from 0";

    private static string? Positive(string field, double value) =>
        value > 0 && double.IsFinite(value) ? null : $"{field} is {Number(value)} instead of a finite number above 0";

    private static string? AtLeast(string field, long value, long least) => value >= least ? null : $"{field} is {value} instead of at least {least}";

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
