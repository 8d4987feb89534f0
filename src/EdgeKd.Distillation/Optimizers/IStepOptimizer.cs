using EdgeKd.Distillation.GradientPolicies;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Optimizers;

/// <summary>Moves the parameters by the gradients of one step.</summary>
/// <remarks>
/// The learning rate comes with each step: it is a function of the step alone, so nothing of it needs keeping.
/// </remarks>
public interface IStepOptimizer : IDisposable
{
    /// <summary>What a checkpoint must keep beside the parameters, under names that do not change between runs.</summary>
    /// <remarks>The tensors are the live ones: writing into them restores the optimizer.</remarks>
    IReadOnlyList<KeyValuePair<string, Tensor>> State { get; }

    /// <summary>One update in place.</summary>
    /// <param name="gradients">One entry a parameter; may be overwritten.</param>
    /// <param name="learningRate">The step's learning rate.</param>
    void Step(Gradients gradients, double learningRate);
}
