using EdgeKd.Data;
using EdgeKd.Distillation;
using EdgeKd.Distillation.Distillers;
using EdgeKd.Distillation.GradientPolicies;
using EdgeKd.Distillation.Objectives;
using EdgeKd.Distillation.Optimizers;
using static TorchSharp.torch;

namespace EdgeKd.Benchmarks.Steps;

/// <summary>A training step of this project on images that lie in memory.</summary>
internal sealed class OwnStep : IStep
{
    private const double LearningRate = 0.01;

    private readonly StepKind _kind;
    private readonly StepImages _images;
    private readonly IDistiller _distiller;
    private readonly IGradientPolicy _policy;
    private readonly IStepOptimizer _optimizer;
    private readonly TorchSharp.Modules.Parameter[] _parameters;

    /// <summary>Makes networks, teacher and images.</summary>
    /// <param name="kind">The kind of step.</param>
    /// <param name="pair">The networks.</param>
    /// <param name="isCached">Whether the teacher's answers are recalled from a file; otherwise it runs in each step.</param>
    /// <param name="folder">Where images and cache are kept.</param>
    public OwnStep(StepKind kind, StepPair pair, bool isCached, string folder)
    {
        random.manual_seed(1);
        _kind = kind;
        _images = new StepImages(pair, folder);
        var features = ObjectiveFactory.FeatureNames(kind.Distiller).Teacher;
        ITeacher? teacher = kind.IsTaught ? new NetworkTeacher(pair.Network(pair.Teacher), features, pair.ImageSize) : null;
        if (isCached && teacher is not null)
            teacher = _images.Cached(teacher, features);
        _distiller = DistillerFactory.Create(kind.Distiller, pair.Network(pair.Student), teacher, pair.ImageSize);
        _distiller.Train(true);
        _policy = GradientPolicyFactory.Create(kind.GradientPolicy);
        _parameters = [.. _distiller.Parameters.Select(parameter => parameter.Parameter)];
        _optimizer = OptimizerFactory.Create(
            new() { Normalization = Normalization.Symmetric, Optimizer = kind.Optimizer, Nesterov = false, WeightDecay = 5e-4 }, _distiller.Parameters);
    }

    /// <inheritdoc/>
    public void Run()
    {
        using var scope = NewDisposeScope();
        using var batch = _images.Next();
        using var losses = _distiller.Forward(batch);
        var gradients = _policy.Compute(losses, _parameters);
        if (_kind.ClipNorm is { } limit)
            GradientClipping.Clip(gradients, limit);
        _optimizer.Step(gradients, LearningRate);
    }

    public void Dispose()
    {
        _optimizer.Dispose();
        _distiller.Dispose();
        _images.Dispose();
    }
}
