using System.Globalization;
using EdgeKd.Data;
using EdgeKd.Distillation.Features;
using EdgeKd.Distillation.Losses;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Objectives;

/// <summary>
/// Dual-head distillation: γ·CE(main head, y) + α·BinaryKL-Norm(auxiliary head, teacher), both heads on one pooled feature
/// (Yang et al., "Dual-Head Knowledge Distillation: Enhancing Logits Utilization with an Auxiliary Head", 2025).
/// The alignment of the two gradients is the gradient policy's.
/// </summary>
public sealed class DhkdObjective : IObjective
{
    private readonly DhkdOptions options;
    private readonly TaskLoss task;
    private readonly AuxiliaryHead? head;

    /// <summary>Prepares the losses, and the auxiliary head with fresh weights.</summary>
    /// <param name="options">Weights, temperature, head.</param>
    /// <param name="classes">K.</param>
    /// <param name="pooledShape">Shape of the network's pooled feature without the batch: d.</param>
    /// <param name="task">The loss against the labels; <c>null</c> for <see cref="TaskLoss.Plain"/>.</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public DhkdObjective(DhkdOptions options, int classes, long[]? pooledShape, TaskLoss? task = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ObjectiveChecks.Temperature("dhkd", options.Temperature);
        ObjectiveChecks.Weights("dhkd", options.CeWeight, options.Alpha);
        (this.options, this.task) = (options, task ?? TaskLoss.Plain);
        if (options.Head != AuxiliaryHeadKind.Shared)
        {
            ArgumentNullException.ThrowIfNull(pooledShape);
            head = new AuxiliaryHead(pooledShape.Aggregate((a, b) => a * b), classes, options.Head == AuxiliaryHeadKind.Nonlinear);
        }
    }

    /// <inheritdoc/>
    public string Description => string.Create(CultureInfo.InvariantCulture, 
        $"dhkd(T={options.Temperature:R},ce={options.CeWeight:R},alpha={options.Alpha:R},head={options.Head},normalized={options.Normalized},{task.Description})");

    /// <inheritdoc/>
    public IReadOnlyList<string> FeatureNames => head is null ? [] : [FeatureHooks.Pooled];

    /// <inheritdoc/>
    public IReadOnlyList<nn.Module> Modules => head is null ? [] : [head];

    /// <inheritdoc/>
    public ObjectiveLosses Forward(NetworkOutput network, TeacherOutput? teacher, Tensor labels, MixedLabels? mixed = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(teacher);
        var judged = head is null ? network.Logits : head.call(network.Features[FeatureHooks.Pooled]);
        var distillation = options.Normalized
            ? NormalizedBinaryDivergence.Loss(judged, teacher.Logits, options.Temperature)
            : BinaryDivergence.Loss(judged, teacher.Logits, options.Temperature);
        return new(task.Of(network.Logits, labels, mixed) * options.CeWeight, distillation * options.Alpha);
    }

    /// <summary>Releases the auxiliary head.</summary>
    public void Dispose() => head?.Dispose();
}
