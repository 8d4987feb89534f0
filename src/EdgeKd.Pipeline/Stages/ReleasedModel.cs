using EdgeKd.Data;
using EdgeKd.Edge;
using EdgeKd.Pipeline.Quantizing;
using EdgeKd.Pipeline.Running;
using EdgeKd.Pipeline.Store;
using EdgeKd.Release;
using static System.FormattableString;

namespace EdgeKd.Pipeline.Stages;

/// <summary>One precision of the released model, to be measured beside the candidate's.</summary>
internal sealed class ReleasedModel(StageContext context, ReleasedBaseline baseline, PrecisionEntry candidate, PackedImages test)
{
    /// <summary>Asking takes a small part of the time where it is needed.</summary>
    private const double AskingShare = 0.2;

    private readonly Normalization _normalization = new(
        [.. baseline.Manifest.Input.Mean.Select(v => (float)v)], [.. baseline.Manifest.Input.Std.Select(v => (float)v)]);

    /// <summary>Measures.</summary>
    /// <param name="askAgain">Whether the answers of its release are to other images.</param>
    /// <param name="from">How much of the stage is done, 0 to 1.</param>
    /// <param name="share">How much of the stage this is.</param>
    /// <exception cref="InvalidDataException">The model file is not that of the release, or does not take the test images.</exception>
    public BaselineModelEvidence Measure(bool askAgain, double from, double share)
    {
        var path = CheckedPath();
        var asking = askAgain ? AskingShare * share : 0;
        return new BaselineModelEvidence
        {
            Precision = candidate.Precision,
            Answers = askAgain ? Ask(path, from, asking) : baseline.Released(candidate.Precision)!.Answers,
            SizeBytes = new FileInfo(path).Length,
            Blocks = [MeasureBlocks(path, from + asking, share - asking)],
        };
    }

    private string CheckedPath()
    {
        var model = baseline.Manifest.Models.First(model => model.Precision == candidate.Precision);
        var path = Path.Combine(baseline.Folder, model.File);
        if (!File.Exists(path))
            throw new InvalidDataException($"{path}: it is missing; take the folder back from version control.");
        if (FileDigest.OfFile(path) != baseline.Manifest.Files.First(file => file.Path == model.File).Sha256)
            throw new InvalidDataException($"{path}: its contents are not those of its manifest; take it back from version control.");
        return path;
    }

    private AnswersEvidence Ask(string path, double from, double share)
    {
        using var model = OnnxClassifier.Open(path, new RuntimeOptions { Threads = 1 });
        var progress = new Relay<int>(done => context.Report(from + (share * done / test.Count),
            Invariant($"{candidate.Precision} of {baseline.Evidence.Version} on the new test set: {done:N0} of {test.Count:N0} images")));
        return ModelAnswers.Evidence(
            AccuracyRunner.Run(model, test, _normalization, context.Settings.Threads, progress, context.Cancellation).Answers);
    }

    private PairedBlocksEvidence MeasureBlocks(string path, double from, double share)
    {
        var runtime = new RuntimeOptions { Threads = context.Settings.Recipe.Validate.Threads };
        var options = context.Settings.Recipe.Profile == Profiles.Release ? BlockOptions.Release : BlockOptions.Quick;
        using var ours = OnnxClassifier.Open(candidate.PathIn(context), runtime);
        using var theirs = OnnxClassifier.Open(path, runtime);
        var progress = new Relay<int>(pairs => context.Report(from + (share * pairs / options.Pairs),
            Invariant($"{candidate.Precision} beside {baseline.Evidence.Version}: {pairs} of {options.Pairs} pairs of blocks on {runtime.Threads} thread(s)")));
        var seed = (int)RunSettings.DeriveSeed(context.Settings.StudentSeed, $"blocks/{candidate.Precision}");
        var result = PairedBlocksRunner.Run(
            new(ours, context.Settings.Normalization), new(theirs, _normalization), options, test, seed, progress: progress, cancellation: context.Cancellation);
        foreach (var note in new[] { result.Incomplete, result.Doubt }.OfType<string>())
            context.Note($"{candidate.Precision} beside {baseline.Evidence.Version}: {note}");
        return LatencyFigures.Evidence(result);
    }
}
