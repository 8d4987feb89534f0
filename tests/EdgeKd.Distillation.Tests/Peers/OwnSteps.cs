using EdgeKd.Benchmarks.Steps;
using EdgeKd.Data;
using EdgeKd.Distillation.Distillers;
using EdgeKd.Distillation.GradientPolicies;
using EdgeKd.Distillation.Optimizers;
using EdgeKd.Models;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests.Peers;

/// <summary>Steps of this project as the benchmarks take them, on given images, in libtorch's default type.</summary>
internal sealed class OwnSteps : IDisposable
{
    private const double LearningRate = 0.01;

    private readonly StepKind _kind;
    private readonly IDistiller _distiller;
    private readonly IGradientPolicy _policy;
    private readonly IStepOptimizer _optimizer;
    private readonly Parameter[] _parameters;

    /// <summary>Makes a student with fresh weights.</summary>
    /// <param name="kind">The kind of step.</param>
    /// <param name="pair">The networks.</param>
    /// <param name="teacher">The teacher; owned.</param>
    /// <param name="decay">DOT's decay of what the distillation alone reaches: <c>uniform</c> or <c>reference</c>.</param>
    public OwnSteps(StepKind kind, StepPair pair, ITeacher teacher, string decay)
    {
        _kind = kind;
        _distiller = DistillerFactory.Create(kind.Distiller, pair.Network(pair.Student), teacher, pair.ImageSize);
        _distiller.Train(true);
        _policy = GradientPolicyFactory.Create(kind.GradientPolicy);
        _parameters = [.. _distiller.Parameters.Select(parameter => parameter.Parameter)];
        var training = new TrainingOptions
        {
            Normalization = Normalization.Symmetric,
            Optimizer = kind.Optimizer,
            Nesterov = false,
            WeightDecay = 5e-4,
            DotWeightDecay = decay,
        };
        _optimizer = OptimizerFactory.Create(training, _distiller.Parameters);
    }

    /// <summary>Parameters and statistics as the peers name them: a head's or projector's stand under its number.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> State =>
        from module in _distiller.Modules.Index()
        from tensor in StateDictionary.Of(module.Item)
        where !tensor.Key.EndsWith("num_batches_tracked", StringComparison.Ordinal)
        select KeyValuePair.Create(module.Index == 0 ? tensor.Key : $"{module.Index}/{tensor.Key.Split('.')[^1]}", tensor.Value);

    /// <summary>A copy of <see cref="State"/>, the caller's.</summary>
    public IReadOnlyDictionary<string, Tensor> Copy()
    {
        using var noGradient = no_grad();
        return State.ToDictionary(tensor => tensor.Key, tensor => tensor.Value.detach().contiguous().clone().DetachFromDisposeScope());
    }

    /// <summary>Takes other weights, in place.</summary>
    public void Load(IReadOnlyDictionary<string, Tensor> weights)
    {
        using var noGradient = no_grad();
        foreach (var (name, tensor) in State)
            tensor.copy_(weights[name]);
    }

    /// <summary>Runs one.</summary>
    /// <param name="batch">Images and labels.</param>
    public StepFigures Run(Batch batch)
    {
        using var scope = NewDisposeScope();
        using var losses = _distiller.Forward(batch);
        var gradients = _policy.Compute(losses, _parameters);
        var last = gradients.Task.OfType<Tensor>().Last();
        var unclipped = last.clone();
        if (_kind.ClipNorm is { } limit)
            GradientClipping.Clip(gradients, limit);
        var clipped = !last.equal(unclipped).all().ToBoolean();
        _optimizer.Step(gradients, LearningRate);
        return new(losses.Task.ToDouble(), losses.Distillation?.ToDouble(), Copy())
        {
            IsProjected = gradients.Alignment?.Projected.ToBoolean() ?? false,
            IsClipped = clipped,
        };
    }

    public void Dispose()
    {
        _optimizer.Dispose();
        _distiller.Dispose();
        _distiller.Student.Dispose();
    }
}
