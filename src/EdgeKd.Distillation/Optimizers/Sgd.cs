using EdgeKd.Distillation.GradientPolicies;
using TorchSharp;
using TorchSharp.Extensions;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Optimizers;

/// <summary>Stochastic gradient descent with momentum, as PyTorch's SGD computes it, all parameters in a few calls.</summary>
/// <remarks>
/// g ← g + λ·p; v ← μ·v + g; p ← p − η·v, or with Nesterov p ← p − η·(g + μ·v). The first step's v is g. Weight decay
/// is coupled (L2). A parameter without a gradient stays as it is, its momentum too.
/// </remarks>
public sealed class Sgd : IStepOptimizer
{
    private readonly Parameter[] parameters;
    private readonly Tensor[] momenta;
    private readonly bool[] decays;
    private readonly SgdOptions options;

    /// <summary>Prepares zero momentum buffers, laid out as their parameters are.</summary>
    /// <param name="parameters">Parameters under unique names.</param>
    /// <param name="options">Momentum, weight decay, Nesterov.</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public Sgd(IReadOnlyList<(string Name, Parameter Parameter)> parameters, SgdOptions options)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Momentum is not (>= 0 and < 1))
        {
            throw new ArgumentException($"Momentum {options.Momentum} is outside [0, 1); 0.9 is usual.");
        }

        if (!(options.WeightDecay >= 0) || !double.IsFinite(options.WeightDecay))
        {
            throw new ArgumentException($"Weight decay {options.WeightDecay} must be 0 or more; 5e-4 is usual.");
        }

        if (options.Nesterov && options.Momentum == 0)
        {
            throw new ArgumentException("Nesterov needs a momentum above 0: set momentum, or nesterov: false.");
        }

        this.options = options;
        this.parameters = [.. parameters.Select(p => p.Parameter)];
        decays = [.. parameters.Select(p => options.DecayNormsAndBiases || p.Parameter.dim() > 1)];
        using (no_grad())
        {
            momenta = options.Momentum == 0
                ? []
                : [.. this.parameters.Select(p => zeros_like(p, requires_grad: false).DetachFromDisposeScope())];
        }

        State = [.. momenta.Select((m, i) => KeyValuePair.Create($"momentum/{parameters[i].Name}", m))];
    }

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, Tensor>> State { get; }

    /// <inheritdoc/>
    public void Step(Gradients gradients, double learningRate)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        if (gradients.Distillation is not null)
        {
            throw new ArgumentException("SGD takes merged gradients: use the gradient policy 'summed' with it.");
        }

        using var noGrad = no_grad();
        int[] moved = [.. Enumerable.Range(0, parameters.Length).Where(i => gradients.Task[i] is not null)];
        Tensor[] p = [.. moved.Select(i => parameters[i])];
        Tensor[] g = [.. moved.Select(i => gradients.Task[i]!)];
        if (options.WeightDecay != 0)
        {
            int[] decayed = [.. Enumerable.Range(0, moved.Length).Where(k => decays[moved[k]])];
            Foreach.Add([.. decayed.Select(k => g[k])], [.. decayed.Select(k => p[k])], options.WeightDecay);
        }

        if (options.Momentum != 0)
        {
            Tensor[] v = [.. moved.Select(i => momenta[i])];
            Foreach.Mul(v, options.Momentum);
            Foreach.Add(v, g, 1);
            if (options.Nesterov)
            {
                Foreach.Add(g, v, options.Momentum);
            }
            else
            {
                g = v;
            }
        }

        Foreach.Add(p, g, -learningRate);
    }

    /// <summary>Disposes the momentum buffers.</summary>
    public void Dispose()
    {
        foreach (var buffer in momenta)
        {
            buffer.Dispose();
        }
    }
}
