using System.Globalization;
using EdgeKd.Data;
using EdgeKd.Distillation.Features;
using EdgeKd.Distillation.Losses;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Objectives;

/// <summary>The labels alone: for teachers, and as the baseline that a distilled student must beat.</summary>
public sealed class LabelObjective : IObjective
{
    private readonly TaskLoss task;

    /// <summary>Prepares the loss.</summary>
    /// <param name="task">The loss against the labels; <c>null</c> for <see cref="TaskLoss.Plain"/>.</param>
    public LabelObjective(TaskLoss? task = null) => this.task = task ?? TaskLoss.Plain;

    /// <inheritdoc/>
    public string Description => string.Create(CultureInfo.InvariantCulture, $"ce({task.Description})");

    /// <inheritdoc/>
    public IReadOnlyList<string> FeatureNames => [];

    /// <inheritdoc/>
    public IReadOnlyList<nn.Module> Modules => [];

    /// <inheritdoc/>
    public ObjectiveLosses Forward(NetworkOutput network, TeacherOutput? teacher, Tensor labels, MixedLabels? mixed = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        return new(task.Of(network.Logits, labels, mixed), null);
    }

    /// <summary>Nothing to release.</summary>
    public void Dispose()
    {
    }
}
