using System.Diagnostics;
using EdgeKd.Pipeline.Running;
using EdgeKd.Pipeline.Stages;

namespace EdgeKd.EndToEnd;

[TestFixture]
public class ResumeTests
{
    private sealed class Watcher(Action<StageProgress> progressed) : IPipelineObserver
    {
        public void Started(string stage)
        {
        }

        public void Progressed(StageProgress progress) => progressed(progress);

        public void Finished(StageOutcome outcome)
        {
        }

        public void Note(string line)
        {
        }
    }

    private static SortedDictionary<string, string> Undisturbed(string views)
    {
        using var recipe = new TinyRecipe(views: views);
        Assert.That(recipe.Run("export").Code, Is.Zero);
        return StoredOutputs.Deterministic(Path.Combine(recipe.Artifacts, "tiny"));
    }

    private const string Views = ", views: 2";

    private readonly Lazy<SortedDictionary<string, string>> _undisturbed = new(() => Undisturbed(""));
    private readonly Lazy<SortedDictionary<string, string>> _undisturbedWithViews = new(() => Undisturbed(Views));

    [Test]
    public void A_cancelled_training_goes_on_to_the_same_bytes()
    {
        using var recipe = new TinyRecipe();
        using var cancel = new CancellationTokenSource();
        var pipeline = ModelPipeline.Open(recipe.RecipePath, new PipelineOptions { ArtifactsFolder = recipe.Artifacts }, new Watcher(progress =>
        {
            if (progress is { Stage: StageNames.Distill, Fraction: > 0.4 })
                cancel.Cancel();
        }));

        Assert.That(() => pipeline.RunTo(StageNames.Export, cancel.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(recipe.Run("export").Code, Is.Zero);

        Assert.That(StoredOutputs.Deterministic(Path.Combine(recipe.Artifacts, "tiny")), Is.EqualTo(_undisturbed.Value));
    }

    [Test]
    public void A_killed_run_goes_on_to_the_same_bytes()
    {
        using var recipe = new TinyRecipe();
        using (var process = Start(recipe.Arguments("export")))
        {
            while (process.StandardOutput.ReadLine() is { } line)
            {
                if (line.StartsWith("distill   epoch 2", StringComparison.Ordinal))
                    break;
            }
            Assert.That(process.HasExited, Is.False, "it ended before it could be killed");
            process.Kill();
            process.WaitForExit();
        }
        Assert.That(Directory.GetDirectories(Path.Combine(recipe.Artifacts, "tiny", "distill"), "*.partial"), Has.Length.EqualTo(1));

        Assert.That(recipe.Run("export").Code, Is.Zero);

        Assert.That(StoredOutputs.Deterministic(Path.Combine(recipe.Artifacts, "tiny")), Is.EqualTo(_undisturbed.Value));
    }

    // 432 images make two batches a view: stopped within the second view, and within the training after it.
    [TestCase(StageNames.Cache, 0.6)]
    [TestCase(StageNames.Distill, 0.4)]
    public void A_cancelled_run_with_views_goes_on_to_the_same_bytes(string stage, double after)
    {
        using var recipe = new TinyRecipe(views: Views);
        using var cancel = new CancellationTokenSource();
        var pipeline = ModelPipeline.Open(recipe.RecipePath, new PipelineOptions { ArtifactsFolder = recipe.Artifacts }, new Watcher(progress =>
        {
            if (progress.Stage == stage && progress.Fraction > after)
                cancel.Cancel();
        }));

        Assert.That(() => pipeline.RunTo(StageNames.Export, cancel.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(recipe.Run("export").Code, Is.Zero);

        Assert.That(StoredOutputs.Deterministic(Path.Combine(recipe.Artifacts, "tiny")), Is.EqualTo(_undisturbedWithViews.Value));
    }

    private static Process Start(string[] arguments)
    {
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } path ? path : "dotnet";
        return Process.Start(new ProcessStartInfo(host, [Path.Combine(AppContext.BaseDirectory, "edgekd.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
        })!;
    }
}
