using static TorchSharp.torch;

namespace EdgeKd.Distillation.DeviceChecks;

/// <summary>Copies of all weights and statistics of a distiller's modules, for another one to begin with.</summary>
internal sealed class DistillerWeights : IDisposable
{
    private readonly IReadOnlyDictionary<string, Tensor> values;

    public DistillerWeights(IDistiller distiller) => values = Of(distiller).ToDictionary(
        tensor => tensor.Name, tensor => tensor.Tensor.detach().to(CPU, copy: true).DetachFromDisposeScope());

    /// <summary>Overwrites the weights of a distiller of the same networks, wherever they lie.</summary>
    public void CopyTo(IDistiller distiller)
    {
        using var noGrad = no_grad();
        foreach (var (name, tensor) in Of(distiller))
        {
            tensor.copy_(values[name]);
        }
    }

    /// <summary>How far the floating-point ones have moved since, in float64 on the processor.</summary>
    public IReadOnlyDictionary<string, Tensor> MovesOf(IDistiller distiller) => Of(distiller)
        .Where(tensor => tensor.Tensor.is_floating_point())
        .ToDictionary(
            tensor => $"the move of {tensor.Name}",
            tensor => StepOutcome.Exact(tensor.Tensor) - StepOutcome.Exact(values[tensor.Name]));

    public void Dispose()
    {
        foreach (var tensor in values.Values)
        {
            tensor.Dispose();
        }
    }

    private static IEnumerable<(string Name, Tensor Tensor)> Of(IDistiller distiller) => distiller.Modules.SelectMany(
        (module, index) => module.state_dict().Select(tensor => (index == 0 ? tensor.Key : $"{index}/{tensor.Key}", tensor.Value)));
}
