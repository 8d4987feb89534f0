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
        yield return e.Schema is 1 or 2 ? null : $"schema is {e.Schema}, but this program knows schemas 1 and 2";
        yield return Text("name", e.Name);
        yield return Text("version", e.Version);
        yield return Profiles.IsKnown(e.Profile) ? null : $"profile is '{e.Profile}' instead of '{Profiles.Quick}' or '{Profiles.Release}'";
        yield return AtLeast("count", e.Count, 1);
        yield return e.Labels.Count == e.Count ? null : $"labels has {e.Labels.Count} entries, but count is {e.Count}";
        for (var i = 0; i < e.OtherPrecisions.Count; i++)
            yield return e.OtherPrecisions[i] is null ? $"otherPrecisions[{i}] is null" : null;
        foreach (var (i, model) in e.Precisions.Index())
        {
            foreach (var fault in Model(e, model, i == 0 ? "" : $"otherPrecisions[{i - 1}]."))
                yield return fault;
            yield return e.Precisions.Take(i).Any(other => other.Precision == model.Precision) ? $"the precision {model.Precision} stands there twice" : null;
        }
        yield return e.TeacherTop1 is { } teacher ? Share("teacherTop1", teacher) : null;
        yield return AtLeast("testSetUses", e.TestSetUses, 0);
        if (e.Parity is { } parity)
        {
            yield return AtLeast("parity.count", parity.Count, 1);
            yield return NotNegative("parity.maxAbsoluteDifference", parity.MaxAbsoluteDifference);
            yield return NotNegative("parity.maxRelativeDifference", parity.MaxRelativeDifference);
            yield return Share("parity.top1Agreement", parity.Top1Agreement);
        }
    }

    private static IEnumerable<string?> Model(ValidationEvidence e, PrecisionEvidence model, string at)
    {
        yield return Text($"{at}precision", model.Precision);
        yield return Share($"{at}top1", model.Top1);
        yield return Share($"{at}top5", model.Top5);
        yield return model.Top5 >= model.Top1 - ShareTolerance ? null : $"{at}top5 is {Number(model.Top5)}, less than top1, which is {Number(model.Top1)}";
        foreach (var fault in Recalls(model, at).Concat(Answers(e, model, at)).Concat(Times(model.Latency, at)))
            yield return fault;
        yield return AtLeast($"{at}sizeBytes", model.SizeBytes, 1);
        yield return model.FloatIslands is { } islands ? AtLeast($"{at}floatIslands", islands, 0) : null;
        for (var i = 0; i < model.Steps.Count; i++)
            yield return Text($"{at}steps[{i}]", model.Steps[i]);
        if (at.Length > 0)
        {
            yield return model.AgainstFloat is { } difference && difference.IsNear(PairedEvidence.Of(e.Labels, e.Predictions, model.Predictions))
                ? null
                : $"{at}againstFloat is not what the predictions give";
        }
    }

    private static IEnumerable<string?> Recalls(PrecisionEvidence model, string at)
    {
        yield return model.PerClassRecall.Count >= 2 ? null : $"{at}perClassRecall has {model.PerClassRecall.Count} classes, but a classifier has at least 2";
        for (var i = 0; i < model.PerClassRecall.Count; i++)
        {
            if (model.PerClassRecall[i] is not { } recall)
            {
                yield return $"{at}perClassRecall[{i}] is null";
                continue;
            }

            yield return Text($"{at}perClassRecall[{i}].name", recall.Name);
            yield return AtLeast($"{at}perClassRecall[{i}].count", recall.Count, 0);
            yield return recall.Recall is { } value ? Share($"{at}perClassRecall[{i}].recall", value) : null;
        }
    }

    private static IEnumerable<string?> Answers(ValidationEvidence e, PrecisionEvidence model, string at)
    {
        yield return model.Predictions.Count == e.Count ? null : $"{at}predictions has {model.Predictions.Count} entries, but count is {e.Count}";
        yield return Classes("labels", e.Labels, e.PerClassRecall.Count);
        yield return Classes($"{at}predictions", model.Predictions, e.PerClassRecall.Count);
        // Reached only when the counts agree, because the first fault ends the check.
        var right = e.Labels.Zip(model.Predictions).Count(pair => pair.First == pair.Second);
        var share = (double)right / e.Count;
        yield return Math.Abs(share - model.Top1) <= ShareTolerance
            ? null
            : $"{at}top1 is {Number(model.Top1)}, but {right} of {e.Count} predictions are right, which is {Number(share)}";
    }

    private static IEnumerable<string?> Times(LatencyEvidence latency, string at)
    {
        yield return Positive($"{at}latency.p50Ms", latency.P50Ms);
        yield return Positive($"{at}latency.p90Ms", latency.P90Ms);
        yield return Positive($"{at}latency.p99Ms", latency.P99Ms);
        yield return latency.P50Ms <= latency.P90Ms && latency.P90Ms <= latency.P99Ms
            ? null
            : $"{at}latency.p50Ms, p90Ms and p99Ms are {Number(latency.P50Ms)}, {Number(latency.P90Ms)} and {Number(latency.P99Ms)}, which is no rising order";
        yield return AtLeast($"{at}latency.runs", latency.Runs, 1);
        yield return AtLeast($"{at}latency.threads", latency.Threads, 1);
        yield return Text($"{at}latency.cpu", latency.Cpu);
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
