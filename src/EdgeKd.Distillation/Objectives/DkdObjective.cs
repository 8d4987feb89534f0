using System.Globalization;
using EdgeKd.Data;
using EdgeKd.Distillation.Features;
using EdgeKd.Distillation.Losses;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Objectives;

/// <summary>
/// Decoupled distillation: ceWeight·CE + α·TCKD + β·NCKD
/// (Zhao, Cui, Song, Qiu, Liang, "Decoupled Knowledge Distillation", 2022).
/// </summary>
public sealed class DkdObjective : IObjective
{
    private readonly DkdOptions options;
    private readonly TaskLoss task;

    /// <summary>Prepares the losses.</summary>
    /// <param name="options">Weights and temperature.</param>
    /// <param name="classes">K, at least 3.</param>
    /// <param name="task">The loss against the labels; <c>null</c> for <see cref="TaskLoss.Plain"/>.</param>
    /// <exception cref="ArgumentException">A setting is out of range, or there are fewer than 3 classes.</exception>
    public DkdObjective(DkdOptions options, int classes, TaskLoss? task = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ObjectiveChecks.Temperature("dkd", options.Temperature);
        ObjectiveChecks.Weights("dkd", options.CeWeight, options.Alpha, options.Beta);
        DecoupledDivergence.RequireClasses(classes);
        (this.options, this.task) = (options, task ?? TaskLoss.Plain);
    }

    /// <inheritdoc/>
    public string Description => string.Create(CultureInfo.InvariantCulture, 
        $"dkd(T={options.Temperature:R},ce={options.CeWeight:R},alpha={options.Alpha:R},beta={options.Beta:R},{task.Description})");

    /// <inheritdoc/>
    public IReadOnlyList<string> FeatureNames => [];

    /// <inheritdoc/>
    public IReadOnlyList<nn.Module> Modules => [];

    /// <inheritdoc/>
    public ObjectiveLosses Forward(NetworkOutput network, TeacherOutput? teacher, Tensor labels, MixedLabels? mixed = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(teacher);
        if (mixed is not null)
        {
            throw new ArgumentException("dkd parts the true class from the others, and a mixed image has two: mix nothing, or use another method.");
        }

        return new(
            task.Of(network.Logits, labels) * options.CeWeight,
            DecoupledDivergence.Loss(
                network.Logits, teacher.Logits, labels, options.Temperature, options.Alpha, options.Beta));
    }

    /// <summary>Nothing to release.</summary>
    public void Dispose()
    {
    }
}
