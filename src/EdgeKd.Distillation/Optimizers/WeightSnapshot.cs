using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Optimizers;

/// <summary>A copy of a network's parameters and buffers that can be put back.</summary>
internal sealed class WeightSnapshot : IDisposable
{
    private readonly List<KeyValuePair<string, Tensor>> live = [];
    private readonly List<KeyValuePair<string, Tensor>> copies = [];

    /// <summary>Copies the module's present values.</summary>
    public WeightSnapshot(nn.Module module)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (name, tensor) in module.state_dict())
        {
            live.Add(KeyValuePair.Create(name, tensor));
            copies.Add(KeyValuePair.Create(name, tensor.detach().clone().DetachFromDisposeScope()));
        }
    }

    /// <summary>The copies under the module's own names.</summary>
    public IReadOnlyList<KeyValuePair<string, Tensor>> State => copies;

    /// <summary>Takes another state of the same module, in the same order; <c>null</c> takes the module's present values.</summary>
    public void Take(IReadOnlyList<KeyValuePair<string, Tensor>>? state = null) => Copy(state ?? live, copies);

    /// <summary>Puts the copies back into the module.</summary>
    public void Restore() => Copy(copies, live);

    public void Dispose()
    {
        foreach (var (_, tensor) in copies)
        {
            tensor.Dispose();
        }
    }

    private static void Copy(
        IReadOnlyList<KeyValuePair<string, Tensor>> source, IReadOnlyList<KeyValuePair<string, Tensor>> target)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        for (var i = 0; i < target.Count; i++)
        {
            target[i].Value.copy_(source[i].Value);
        }
    }
}
