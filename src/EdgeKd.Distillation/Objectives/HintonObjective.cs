using System.Globalization;
using EdgeKd.Data;
using EdgeKd.Distillation.Features;
using EdgeKd.Distillation.Losses;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Objectives;

/// <summary>
/// Hinton's distillation: ceWeight·CE(z_s, y) + kdWeight·T²·KL(p_t ‖ p_s)
/// (Hinton, Vinyals, Dean, "Distilling the Knowledge in a Neural Network", 2015).
/// </summary>
public sealed class HintonObjective : IObjective
{
    private readonly double temperature;
    private readonly double ceWeight;
    private readonly double kdWeight;
    private readonly TaskLoss task;

    /// <summary>Prepares the losses.</summary>
    /// <param name="temperature">T above 0.</param>
    /// <param name="ceWeight">Weight of the cross entropy, 0 or more.</param>
    /// <param name="kdWeight">Weight of the divergence, 0 or more.</param>
    /// <param name="task">The loss against the labels; <c>null</c> for <see cref="TaskLoss.Plain"/>.</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public HintonObjective(double temperature = 4, double ceWeight = 0.1, double kdWeight = 0.9, TaskLoss? task = null)
    {
        ObjectiveChecks.Temperature("kd", temperature);
        ObjectiveChecks.Weights("kd", ceWeight, kdWeight);
        (this.temperature, this.ceWeight, this.kdWeight) = (temperature, ceWeight, kdWeight);
        this.task = task ?? TaskLoss.Plain;
    }

    /// <inheritdoc/>
    public string Description => string.Create(
        CultureInfo.InvariantCulture, $"kd(T={temperature:R},ce={ceWeight:R},kd={kdWeight:R},{task.Description})");

    /// <inheritdoc/>
    public IReadOnlyList<string> FeatureNames => [];

    /// <inheritdoc/>
    public IReadOnlyList<nn.Module> Modules => [];

    /// <inheritdoc/>
    public ObjectiveLosses Forward(NetworkOutput network, TeacherOutput? teacher, Tensor labels, MixedLabels? mixed = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(teacher);
        return new(
            task.Of(network.Logits, labels, mixed) * ceWeight,
            HintonDivergence.Loss(network.Logits, teacher.Logits, temperature) * kdWeight);
    }

    /// <summary>Nothing to release.</summary>
    public void Dispose()
    {
    }
}
