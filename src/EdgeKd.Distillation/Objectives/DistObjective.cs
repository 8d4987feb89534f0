using System.Globalization;
using EdgeKd.Data;
using EdgeKd.Distillation.Features;
using EdgeKd.Distillation.Losses;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Objectives;

/// <summary>
/// DIST: ceWeight·CE + β·inter-class + γ·intra-class relations
/// (Huang, You, Wang, Qian, Xu, "Knowledge Distillation from A Stronger Teacher", 2022).
/// </summary>
public sealed class DistObjective : IObjective
{
    private readonly DistOptions options;
    private readonly TaskLoss task;

    /// <summary>Prepares the losses.</summary>
    /// <param name="options">Weights and temperature.</param>
    /// <param name="task">The loss against the labels; <c>null</c> for <see cref="TaskLoss.Plain"/>.</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public DistObjective(DistOptions options, TaskLoss? task = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ObjectiveChecks.Temperature("dist", options.Temperature);
        ObjectiveChecks.Weights("dist", options.CeWeight, options.Beta, options.Gamma);
        (this.options, this.task) = (options, task ?? TaskLoss.Plain);
    }

    /// <inheritdoc/>
    public string Description => string.Create(CultureInfo.InvariantCulture, 
        $"dist(T={options.Temperature:R},ce={options.CeWeight:R},beta={options.Beta:R},gamma={options.Gamma:R},{task.Description})");

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
            task.Of(network.Logits, labels, mixed) * options.CeWeight,
            DistLoss.Loss(network.Logits, teacher.Logits, options.Temperature, options.Beta, options.Gamma));
    }

    /// <summary>Nothing to release.</summary>
    public void Dispose()
    {
    }
}
