using EdgeKd.Data;
using EdgeKd.Edge;
using EdgeKd.Edge.Targets;
using EdgeKd.Edge.Targets.Measuring;
using EdgeKd.Pipeline.Recipes;
using EdgeKd.Pipeline.Running;
using EdgeKd.Pipeline.Stages;
using EdgeKd.Pipeline.Targets;

namespace EdgeKd.Pipeline.Preflighting;

/// <summary>Runs an untrained student on a recipe's other targets.</summary>
/// <param name="settings">The run.</param>
/// <param name="folder">Where files may lie meanwhile.</param>
/// <param name="report">Told what is done.</param>
/// <param name="ct">Stops the targets.</param>
internal sealed class UntrainedTargets(RunSettings settings, string folder, Action<string> report, CancellationToken ct)
{
    private const int Images = 16;

    /// <summary>That an emulated target runs the model at all is what can be learned there.</summary>
    private static readonly LatencyOptions Once = new() { WarmUpRuns = 0, MinRuns = 1, MinSeconds = 0 };

    /// <summary>Measures on each target in turn; one that fails does so alone.</summary>
    /// <param name="sections">The targets.</param>
    /// <param name="models">What is known of the models, in the order of <paramref name="paths"/>.</param>
    /// <param name="paths">Their files.</param>
    /// <param name="images">Images of the right side and classes.</param>
    /// <param name="latency">How long latency is measured where it counts.</param>
    public IReadOnlyList<UntrainedTarget> Measure(
        IReadOnlyList<TargetSection> sections, IReadOnlyList<UntrainedModel> models, IReadOnlyList<string> paths, IImageSet images, LatencyOptions latency)
    {
        if (sections.Count == 0)
            return [];
        var data = Path.Combine(folder, "untrained.images");
        using (var some = SelectedImages.Spread(images, Images))
            PackedImages.Write(some, data);
        return [.. sections.Select(section => Measure(section, models, paths, data, latency))];
    }

    private UntrainedTarget Measure(TargetSection section, IReadOnlyList<UntrainedModel> models, IReadOnlyList<string> paths, string data, LatencyOptions latency)
    {
        using var target = RecipeTarget.Open(section);
        var measured = new List<UntrainedModel>();
        var result = new UntrainedTarget { Name = target.Name, IsEmulated = target.IsEmulated, Models = measured };
        try
        {
            foreach (var (model, path) in models.Zip(paths))
            {
                report($"the untrained student in {model.Precision} on {target.Name}");
                var timed = TargetTiming.Run(target, new TargetJob
                {
                    Mode = TargetMode.Latency,
                    ModelPath = path,
                    Precision = model.Precision,
                    DataPath = data,
                    Threads = section.Threads ?? settings.Recipe.Validate.Threads,
                    Latency = target.IsEmulated ? Once : latency,
                    TimeLimit = TimeSpan.FromSeconds(section.TimeLimitSeconds),
                    LogFolder = TargetLogs.Of(settings),
                }, null, ct);
                measured.Add(UntrainedModel.Of(model.Precision, model.SizeBytes, timed, islands: null));
            }

            return result;
        }
        catch (TargetException e)
        {
            return result with { Failure = e.Problem };
        }
    }
}
