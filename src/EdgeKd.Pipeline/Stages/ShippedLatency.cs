using System.Globalization;
using EdgeKd.Data;
using EdgeKd.Edge;
using EdgeKd.Pipeline.Quantizing;
using EdgeKd.Pipeline.Recipes;
using EdgeKd.Pipeline.Running;
using EdgeKd.Release;

namespace EdgeKd.Pipeline.Stages;

/// <summary>Measures the shipped models on this machine: one image after the other in turns, then as many as fit a second.</summary>
/// <param name="context">Of a stage that declares <see cref="PrecisionList.Inputs"/>.</param>
/// <param name="images">The images.</param>
internal sealed class ShippedLatency(StageContext context, PackedImages images)
{
    /// <summary>Throughput takes so much of the time that latency takes at least.</summary>
    private const double ThroughputShare = 0.25;

    /// <summary>Measures.</summary>
    /// <param name="shipped">The models.</param>
    /// <param name="accuracies">What each answered to the images while its accuracy was measured.</param>
    public IReadOnlyList<(LatencyResult Latency, ThroughputResult Throughput)> Measure(
        IReadOnlyList<PrecisionEntry> shipped, IReadOnlyList<AccuracyResult> accuracies)
    {
        var section = context.Settings.Recipe.Validate;
        var options = OptionsOf(section, context.Settings.Recipe.Profile);
        context.Report(0.8, string.Create(CultureInfo.InvariantCulture,
            $"latency of {string.Join(" and ", shipped.Select(model => model.Precision))}: at least {options.MinRuns:N0} runs and {options.MinSeconds:0.#} s on {section.Threads} thread(s)"));
        var models = new List<OnnxClassifier>();
        try
        {
            models.AddRange(shipped.Select(model => OnnxClassifier.Open(model.PathIn(context), new RuntimeOptions { Threads = section.Threads })));
            var measured = LatencyRunner.RunInTurns(models, options, images, context.Settings.Normalization, cancellation: context.Cancellation);
            LatencyResult[] latencies = [.. measured.Select((latency, i) => latency.ComparedWith(accuracies[i].Answers))];
            foreach (var (model, latency) in shipped.Zip(latencies))
                Tell(model.Precision, latency);
            context.Report(0.93, "images a second in batches");
            return [.. latencies.Zip(models, (latency, model) => (latency, ThroughputRunner.Run(
                model, ThroughputShare * options.MinSeconds, images, context.Settings.Normalization, cancellation: context.Cancellation)))];
        }
        finally
        {
            models.ForEach(model => model.Dispose());
        }
    }

    private void Tell(string precision, LatencyResult latency)
    {
        if (latency.Incomplete is { } why)
            context.Note($"latency of {precision}: {why}");
        if (latency.Doubt is { } doubt)
            context.Note(string.Create(CultureInfo.InvariantCulture, $"latency of {precision} is not to be trusted, measured {latency.Attempts} time(s): {doubt}"));
    }

    /// <summary>The profile's counts, with the recipe's own where it names them; a release never measures less than its profile.</summary>
    internal static LatencyOptions OptionsOf(ValidateSection section, string profile)
    {
        var release = profile == Profiles.Release;
        var options = release ? LatencyOptions.Release : LatencyOptions.Quick;
        var minRuns = section.MinRuns ?? options.MinRuns;
        var minSeconds = section.MinSeconds ?? options.MinSeconds;
        if (release)
            (minRuns, minSeconds) = (Math.Max(minRuns, options.MinRuns), Math.Max(minSeconds, options.MinSeconds));
        return options with
        {
            WarmUpRuns = section.WarmUpRuns ?? options.WarmUpRuns,
            MinRuns = minRuns,
            MinSeconds = minSeconds,
            MaxSeconds = Math.Max(options.MaxSeconds, 10 * minSeconds),
        };
    }
}
