using TorchSharp;
using TorchSharp.Extensions;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Optimizers;

/// <summary>Exponential moving average (EMA) of a network's weights and of its batch-norm statistics.</summary>
/// <remarks>
/// a ← d·a + (1 − d)·w after each step, with d = min(decay, (1 + t)/(10 + t)) at update t = 1, 2, …: the ramp of
/// TensorFlow's ExponentialMovingAverage, without which a short training would still carry its random start.
/// Integer buffers (batch norm's counters) are copied, not averaged.
/// </remarks>
public sealed class WeightAverage : IDisposable
{
    private readonly List<KeyValuePair<string, Tensor>> live = [];
    private readonly List<KeyValuePair<string, Tensor>> averages = [];
    private readonly double decay;

    /// <summary>Starts the average at the module's present values.</summary>
    /// <param name="module">The network; its tensors must stay the same objects.</param>
    /// <param name="decay">d in (0, 1).</param>
    /// <exception cref="ArgumentException">d is out of range.</exception>
    public WeightAverage(nn.Module module, double decay)
    {
        ArgumentNullException.ThrowIfNull(module);
        if (decay is not (> 0 and < 1))
        {
            throw new ArgumentException($"EMA decay {decay} is outside (0, 1); 0.99 to 0.9999 is usual.");
        }

        this.decay = decay;
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (name, tensor) in module.state_dict())
        {
            live.Add(KeyValuePair.Create(name, tensor));
            averages.Add(KeyValuePair.Create(name, tensor.detach().clone().DetachFromDisposeScope()));
        }
    }

    /// <summary>The averaged tensors under the module's own names; the live ones, so writing restores them.</summary>
    public IReadOnlyList<KeyValuePair<string, Tensor>> State => averages;

    /// <summary>Takes the module's present values in.</summary>
    /// <param name="update">Which update this is, from 1.</param>
    public void Update(long update)
    {
        var d = DecayAt(decay, update);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        List<Tensor> shadows = [], values = [];
        for (var i = 0; i < live.Count; i++)
        {
            if (averages[i].Value.is_floating_point())
            {
                shadows.Add(averages[i].Value);
                values.Add(live[i].Value);
            }
            else
            {
                averages[i].Value.copy_(live[i].Value);
            }
        }

        Foreach.Lerp(shadows, values, 1 - d);
    }

    /// <summary>Writes the averages into the module that they were made from.</summary>
    internal void CopyToModule()
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        for (var i = 0; i < live.Count; i++)
        {
            live[i].Value.copy_(averages[i].Value);
        }
    }

    /// <summary>min(decay, (1 + t)/(10 + t)).</summary>
    /// <param name="decay">The final decay.</param>
    /// <param name="update">t, from 1.</param>
    /// <returns>The decay of that update.</returns>
    public static double DecayAt(double decay, long update) => Math.Min(decay, (1.0 + update) / (10.0 + update));

    /// <summary>Disposes the averages.</summary>
    public void Dispose()
    {
        foreach (var (_, tensor) in averages)
        {
            tensor.Dispose();
        }
    }
}
