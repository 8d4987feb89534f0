using System.Globalization;
using EdgeKd.Data;
using EdgeKd.Distillation;
using EdgeKd.Edge;
using EdgeKd.Onnx;
using EdgeKd.Pipeline.Teachers;
using EdgeKd.Pipeline.Teachers.Checking;
using EdgeKd.Release;

namespace EdgeKd.Pipeline.Diagnosing;

/// <summary>Finds out whether a model wants its images otherwise than it was given them: normalisation, scale, order of the channels.</summary>
internal static class InputDiagnosis
{
    public const string Code = "input-spec-mismatch";

    // More than a model is off by chance, or by the small gain that another normalisation brings to one that was trained with this.
    private const double LeastGain = 0.05;
    private const double LeastDeviations = 4;

    /// <summary>Tries the usual ways to give images, and that of the released model.</summary>
    /// <returns>The cause; null where none gives clearly more right answers.</returns>
    public static Cause? Of(DiagnosedModel model, IImageSet images, Normalization given, int threads, CancellationToken ct)
    {
        int size;
        using (var classifier = OnnxClassifier.Open(model.Path))
        {
            // A model that takes pixels normalises them itself, and fixed batches are the runtime's affair.
            if (classifier.TakesPixels || classifier.Height != classifier.Width)
                return null;
            size = classifier.Height;
        }

        using var network = OnnxTeacher.Open(OnnxFile.Load(model.Path), model.Path, new OnnxTeacherOptions { Key = "data", ImageSize = size, Threads = threads });
        var trials = new TeacherTrials(network, [.. Enumerable.Range(0, images.ClassNames.Count)], images, given, size, threads);
        var own = new TrialInput(InputOf(given, given, size), []);
        var asGiven = trials.Best([own], null, ct);
        var best = trials.Best([own, .. Released(model, given, size), .. TrialInput.Of(own.Input, "data").Skip(1)], null, ct);
        var gain = best.Accuracy - asGiven.Accuracy;
        if (best.Given.Changes.Count == 0 || best.Order is not null || gain < LeastGain || gain < LeastDeviations * Error(best, asGiven))
            return null;
        return new Cause(
            Code,
            string.Create(CultureInfo.InvariantCulture,
                $"the {model.Precision} model answers {asGiven.Accuracy:P1} of {best.Count:N0} images right as it is given them (mean {Numbers(given.Mean)}, std {Numbers(given.StandardDeviation)}), and {best.Accuracy:P1} with {string.Join(" and ", best.Given.Changes.Select(change => change.Cause))}"),
            $"export and measure the model with what it was trained on ({string.Join(" and ", best.Given.Changes.Select(change => change.Remedy))}), or train it on what the device gives");
    }

    private static IEnumerable<TrialInput> Released(DiagnosedModel model, Normalization given, int size)
    {
        if (model.ReleasedPath is null)
            yield break;
        using var released = OnnxClassifier.Open(model.ReleasedPath);
        var theirs = released.Normalization;
        if (released.TakesPixels || (theirs.Mean.SequenceEqual(given.Mean) && theirs.StandardDeviation.SequenceEqual(given.StandardDeviation)))
            yield break;
        yield return new TrialInput(InputOf(theirs, given, size),
            [new TrialChange("images normalised as for the released model", "given those", $"data.normalize: {{ mean: {Numbers(theirs.Mean)}, std: {Numbers(theirs.StandardDeviation)} }}")]);
    }

    private static TeacherInput InputOf(Normalization wanted, Normalization given, int size) => new()
    {
        Student = given,
        Mean = [.. wanted.Mean.Select(value => (double)value)],
        StandardDeviation = [.. wanted.StandardDeviation.Select(value => (double)value)],
        Height = size,
        Width = size,
    };

    /// <summary>The standard error of the difference of two shares, as if they were of different images: paired ones differ less.</summary>
    private static double Error(Trial a, Trial b) => Math.Sqrt(Variance(a) + Variance(b));

    private static double Variance(Trial trial) => trial.Accuracy * (1 - trial.Accuracy) / trial.Count;

    private static string Numbers(IEnumerable<float> values) =>
        $"[{string.Join(", ", values.Select(value => Math.Round((double)value, 4).ToString(CultureInfo.InvariantCulture)))}]";
}
