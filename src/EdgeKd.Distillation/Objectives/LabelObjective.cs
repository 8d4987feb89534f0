using System.Globalization;
using EdgeKd.Distillation.Features;
using EdgeKd.Distillation.Losses;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Objectives;

/// <summary>The labels alone: for teachers, and as the baseline that a distilled student must beat.</summary>
public sealed class LabelObjective : IObjective
{
    private readonly double labelSmoothing;

    /// <summary>Prepares the loss.</summary>
    /// <param name="labelSmoothing">ε in [0, 1).</param>
    /// <exception cref="ArgumentException">ε is out of range.</exception>
    public LabelObjective(double labelSmoothing = 0) => this.labelSmoothing = CrossEntropy.RequireSmoothing(labelSmoothing);

    /// <inheritdoc/>
    public string Description => string.Create(CultureInfo.InvariantCulture, $"ce(smoothing={labelSmoothing:R})");

    /// <inheritdoc/>
    public IReadOnlyList<string> FeatureNames => [];

    /// <inheritdoc/>
    public IReadOnlyList<nn.Module> Modules => [];

    /// <inheritdoc/>
    public ObjectiveLosses Forward(NetworkOutput network, TeacherOutput? teacher, Tensor labels)
    {
        ArgumentNullException.ThrowIfNull(network);
        return new(CrossEntropy.Loss(network.Logits, labels, labelSmoothing), null);
    }

    /// <summary>Nothing to release.</summary>
    public void Dispose()
    {
    }
}
