using System.Diagnostics;
using EdgeKd.Data;
using EdgeKd.Distillation;
using EdgeKd.Distillation.Distillers;
using EdgeKd.Distillation.GradientPolicies;
using EdgeKd.Distillation.Optimizers;
using EdgeKd.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Benchmarks;

/// <summary>Images a second of every kind of training step, at batch 128.</summary>
/// <remarks>The peer of a step is the same step on one batch that lies in memory: the ratio shows what loading costs.</remarks>
internal static class TrainingBenchmarks
{
    private const int WarmUpSteps = 3;

    private static readonly (string Name, Func<int, IDistiller> Create)[] Kinds =
    [
        ("resnet8, labels", classes => Plain("resnet8", classes, 1)),
        ("resnet20, labels", classes => Plain("resnet20", classes, 1)),
        ("mobilenetv2 0.25, labels", classes => Plain("mobilenetv2", classes, 0.25)),
        ("mobilenetv2 0.5, labels", classes => Plain("mobilenetv2", classes, 0.5)),
        ("mobilenetv2 0.5 from resnet20, kd", classes => DistillerFactory.Create(
            new() { Method = "kd" }, Network("mobilenetv2", classes, 0.5), new NetworkTeacher(Network("resnet20", classes, 1)))),
    ];

    /// <summary>Measures each kind of step.</summary>
    public static IEnumerable<Measurement> Run(IImageSet images, double seconds)
    {
        using var kept = BenchmarkImages.Loader(images);
        using var one = kept.Epoch(0).First();
        foreach (var (name, create) in Kinds)
        {
            using var distiller = create(images.ClassNames.Count);
            using var step = new TrainingStep(distiller);
            using var steps = BenchmarkImages.Loader(images);
            var bare = ImagesPerSecond(Enumerable.Repeat(one, int.MaxValue), step.Run, seconds);
            var loaded = ImagesPerSecond(BenchmarkImages.Endless(steps), batch =>
            {
                step.Run(batch);
                batch.Dispose();
            }, seconds);
            yield return new("training", name, loaded, "images/s", "the step on a batch in memory", bare);
        }
    }

    private static IDistiller Plain(string name, int classes, double width) =>
        DistillerFactory.Create(new() { Method = "ce" }, Network(name, classes, width));

    private static ImageClassifier Network(string name, int classes, double width) =>
        ModelZoo.Create(name, new() { Classes = classes, Width = width });

    private static double ImagesPerSecond(IEnumerable<Batch> batches, Action<Batch> use, double seconds)
    {
        var watch = new Stopwatch();
        var (step, images) = (0, 0L);
        foreach (var batch in batches)
        {
            var count = batch.Count;
            if (step++ == WarmUpSteps)
                watch.Start();
            use(batch);
            if (step > WarmUpSteps)
                images += count;
            if (watch.Elapsed.TotalSeconds >= seconds)
                break;
        }

        return images / watch.Elapsed.TotalSeconds;
    }

    /// <summary>What the training loop does with one batch.</summary>
    private sealed class TrainingStep : IDisposable
    {
        private readonly IDistiller _distiller;
        private readonly TorchSharp.Modules.Parameter[] _parameters;
        private readonly IStepOptimizer _optimizer;
        private readonly IGradientPolicy _policy = GradientPolicyFactory.Create("summed");

        public TrainingStep(IDistiller distiller)
        {
            _distiller = distiller;
            _parameters = [.. distiller.Parameters.Select(parameter => parameter.Parameter)];
            _optimizer = OptimizerFactory.Create(new() { Normalization = Normalization.Symmetric, WeightDecay = 5e-4 }, distiller.Parameters);
            distiller.Train(true);
        }

        public void Run(Batch batch)
        {
            using var scope = NewDisposeScope();
            using var losses = _distiller.Forward(batch);
            _optimizer.Step(_policy.Compute(losses, _parameters), 0.01);
        }

        public void Dispose() => _optimizer.Dispose();
    }
}
