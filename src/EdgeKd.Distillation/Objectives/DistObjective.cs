using System.Globalization;
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
    private readonly double labelSmoothing;

    /// <summary>Prepares the losses.</summary>
    /// <param name="options">Weights and temperature.</param>
    /// <param name="labelSmoothing">ε in [0, 1).</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public DistObjective(DistOptions options, double labelSmoothing = 0)
    {
        ArgumentNullException.ThrowIfNull(options);
        ObjectiveChecks.Temperature("dist", options.Temperature);
        ObjectiveChecks.Weights("dist", options.CeWeight, options.Beta, options.Gamma);
        (this.options, this.labelSmoothing) = (options, CrossEntropy.RequireSmoothing(labelSmoothing));
    }

    /// <inheritdoc/>
    public string Description => string.Create(CultureInfo.InvariantCulture, 
        $"dist(T={options.Temperature:R},ce={options.CeWeight:R},beta={options.Beta:R},gamma={options.Gamma:R},smoothing={labelSmoothing:R})");

    /// <inheritdoc/>
    public IReadOnlyList<string> FeatureNames => [];

    /// <inheritdoc/>
    public IReadOnlyList<nn.Module> Modules => [];

    /// <inheritdoc/>
    public ObjectiveLosses Forward(NetworkOutput network, TeacherOutput? teacher, Tensor labels)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(teacher);
        return new(
            CrossEntropy.Loss(network.Logits, labels, labelSmoothing) * options.CeWeight,
            DistLoss.Loss(network.Logits, teacher.Logits, options.Temperature, options.Beta, options.Gamma));
    }

    /// <summary>Nothing to release.</summary>
    public void Dispose()
    {
    }
}
