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
        yield return e.Schema == 3 ? null : $"schema is {e.Schema}, but this program knows schema 3";
        yield return Text("name", e.Name);
        yield return Text("version", e.Version);
        yield return Profiles.IsKnown(e.Profile) ? null : $"profile is '{e.Profile}' instead of '{Profiles.Quick}' or '{Profiles.Release}'";
        yield return AtLeast("count", e.Count, 1);
        yield return e.Labels.Count == e.Count ? null : $"labels has {e.Labels.Count} entries, but count is {e.Count}";
        yield return Digest("testSetSha256", e.TestSetSha256);
        yield return e.Models.Count > 0 ? null : "models is empty";
        for (var i = 0; i < e.Models.Count; i++)
            yield return e.Models[i] is null ? $"models[{i}] is null" : null;
        foreach (var (i, model) in e.Models.Index())
        {
            foreach (var fault in Model(e, model, $"models[{i}].", isFloat: i == 0))
                yield return fault;
            yield return e.Models.Take(i).Any(other => other.Precision == model.Precision) ? $"the precision {model.Precision} stands there twice" : null;
        }
        if (e.Teacher is { } teacher)
        {
            yield return Share("teacher.top1", teacher.Top1);
            foreach (var fault in Answers(e, teacher.Answers, teacher.Top1, "teacher."))
                yield return fault;
        }
        foreach (var (name, places) in e.Slices)
        {
            yield return Text("the name of a slice", name);
            yield return places.Cast<int?>().FirstOrDefault(place => (uint)place!.Value >= (uint)e.Count) is { } wrong ? $"slices.{name} holds {wrong}, but there are {e.Count} images" : null;
            yield return places.Distinct().Count() == places.Count ? null : $"slices.{name} holds an image twice";
        }
        yield return AtLeast("testSetUses", e.TestSetUses, 0);
        if (e.Parity is { } parity)
        {
            yield return AtLeast("parity.count", parity.Count, 1);
            yield return NotNegative("parity.maxAbsoluteDifference", parity.MaxAbsoluteDifference);
            yield return NotNegative("parity.maxRelativeDifference", parity.MaxRelativeDifference);
            yield return Share("parity.top1Agreement", parity.Top1Agreement);
        }
        foreach (var fault in TargetChecks.Of(e, e.Targets))
            yield return fault;
    }

    private static IEnumerable<string?> Model(ValidationEvidence e, PrecisionEvidence model, string at, bool isFloat)
    {
        yield return Text($"{at}precision", model.Precision);
        yield return Share($"{at}top1", model.Top1);
        yield return Share($"{at}top5", model.Top5);
        yield return model.Top5 >= model.Top1 - ShareTolerance ? null : $"{at}top5 is {Number(model.Top5)}, less than top1, which is {Number(model.Top1)}";
        foreach (var fault in Recalls(model, at).Concat(Answers(e, model.Answers, model.Top1, at)).Concat(Times(model.Latency, at)))
            yield return fault;
        yield return AtLeast($"{at}sizeBytes", model.SizeBytes, 1);
        yield return model.FloatIslands is { } islands ? AtLeast($"{at}floatIslands", islands, 0) : null;
        for (var i = 0; i < model.Steps.Count; i++)
            yield return Text($"{at}steps[{i}]", model.Steps[i]);
        if (!isFloat)
        {
            yield return model.AgainstFloat is { } difference && difference.IsNear(PairedEvidence.Of(e.Labels, e.FloatModel.Answers.Predictions, model.Answers.Predictions))
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

    private static IEnumerable<string?> Answers(ValidationEvidence e, AnswersEvidence answers, double top1, string at)
    {
        var classes = e.FloatModel.PerClassRecall.Count;
        var kept = Math.Min(AnswersEvidence.Depth, classes);
        yield return answers.Count == e.Count ? null : $"{at}answers.confidence has {answers.Count} entries, but count is {e.Count}";
        yield return answers.LabelLogProbability.Count == e.Count ? null : $"{at}answers.labelLogProbability has {answers.LabelLogProbability.Count} entries, but count is {e.Count}";
        yield return answers.Top.Count == (long)kept * e.Count ? null : $"{at}answers.top has {answers.Top.Count} entries instead of {kept} for each of {e.Count} images";
        yield return Classes("labels", e.Labels, classes);
        yield return Classes($"{at}answers.top", answers.Top, classes);
        yield return answers.Confidence.All(confidence => confidence is > 0 and <= 1) ? null : $"{at}answers.confidence holds something else than shares above 0";
        yield return answers.LabelLogProbability.All(logarithm => logarithm <= 0) ? null : $"{at}answers.labelLogProbability holds a logarithm above 0";
        // Reached only when the counts agree, because the first fault ends the check.
        var right = e.Labels.Zip(answers.Predictions).Count(pair => pair.First == pair.Second);
        yield return IsShare(top1, right, e.Count)
            ? null
            : $"{at}top1 is {Number(top1)}, but {right} of {e.Count} predictions are right, which is {Number((double)right / e.Count)}";
    }

    internal static IEnumerable<string?> Times(LatencyEvidence latency, string at)
    {
        yield return Positive($"{at}latency.p50Ms", latency.P50Ms);
        yield return Positive($"{at}latency.p90Ms", latency.P90Ms);
        yield return Positive($"{at}latency.p99Ms", latency.P99Ms);
        yield return latency.P50Ms <= latency.P90Ms && latency.P90Ms <= latency.P99Ms
            ? null
            : $"{at}latency.p50Ms, p90Ms and p99Ms are {Number(latency.P50Ms)}, {Number(latency.P90Ms)} and {Number(latency.P99Ms)}, which is no rising order";
        yield return AtLeast($"{at}latency.runs", latency.Runs, 1);
        yield return latency.SamplesMs.Count == latency.Runs ? null : $"{at}latency.samplesMs has {latency.SamplesMs.Count} entries, but runs is {latency.Runs}";
        foreach (var (name, value, share) in new[] { ("p50Ms", latency.P50Ms, 0.50m), ("p90Ms", latency.P90Ms, 0.90m), ("p99Ms", latency.P99Ms, 0.99m) })
            yield return Percentile($"{at}latency.{name}", value, share, latency.SamplesMs);
        yield return AtLeast($"{at}latency.threads", latency.Threads, 1);
        yield return Text($"{at}latency.cpu", latency.Cpu);
        if (latency.P90UpperMs is { } upper)
        {
            yield return upper >= latency.P90Ms ? null : $"{at}latency.p90UpperMs is {Number(upper)}, less than p90Ms, which is {Number(latency.P90Ms)}";
            yield return latency.SamplesMs.Contains((float)upper) ? null : $"{at}latency.p90UpperMs is {Number(upper)}, which is none of the samples";
        }
        yield return latency.ImagesPerSecond is { } rate ? Positive($"{at}latency.imagesPerSecond", rate) : null;
        yield return latency.Doubt is { } doubt ? Text($"{at}latency.doubt", doubt) : null;
    }

    /// <summary>By any definition that takes a sample: no more than the share of them are below it, and no fewer are at most it.</summary>
    private static string? Percentile(string field, double value, decimal share, IReadOnlyList<float> samples)
    {
        // Samples are kept in single precision.
        var kept = (float)value;
        var below = samples.Count(sample => sample < kept);
        var atMost = samples.Count(sample => sample <= kept);
        return below <= samples.Count * share && samples.Count * share <= atMost && atMost > below
            ? null
            : $"{field} is {Number(value)}, but of {samples.Count} samples {below} are less and {atMost - below} equal";
    }

    internal static string? Classes(string field, IReadOnlyList<int> values, int classes)
    {
        for (var i = 0; i < values.Count; i++)
            if ((uint)values[i] >= (uint)classes)
                return $"{field}[{i}] is {values[i]}, but the classes are 0 to {classes - 1}";
        return null;
    }

    internal static string? Text(string field, string value) =>
        string.IsNullOrWhiteSpace(value) ? $"{field} is empty" : value.Any(char.IsControl) ? $"{field} holds a control character" : null;

    internal static string? Digest(string field, string value) =>
        value.Length == 64 && value.All(char.IsAsciiHexDigitLower) ? null : $"{field} is not 64 lower-case hexadecimal digits";

    /// <summary>Whether a share is that many of a count.</summary>
    internal static bool IsShare(double share, int some, int all) => Math.Abs(((double)some / all) - share) <= ShareTolerance;

    private static string? Share(string field, double value) => value is >= 0 and <= 1 ? null : $"{field} is {Number(value)} instead of a share from 0 to 1";

    internal static string? NotNegative(string field, double value) =>
        value >= 0 && double.IsFinite(value) ? null : $"{field} is {Number(value)} instead of a finite number from 0";

    internal static string? Positive(string field, double value) =>
        value > 0 && double.IsFinite(value) ? null : $"{field} is {Number(value)} instead of a finite number above 0";

    internal static string? AtLeast(string field, long value, long least) => value >= least ? null : $"{field} is {value} instead of at least {least}";

    internal static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
