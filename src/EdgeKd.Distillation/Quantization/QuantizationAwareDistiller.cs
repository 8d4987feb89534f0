using EdgeKd.Data;
using EdgeKd.Distillation.Distillers;
using EdgeKd.Distillation.Objectives;
using EdgeKd.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Quantization;

/// <summary>Trains a network while it computes as on integers, so that its weights learn to bear the rounding.</summary>
/// <remarks>
/// What is validated, and by which the best epoch is chosen, is the rounded network; what is extracted is the float one that
/// carries its weights.
/// </remarks>
public sealed class QuantizationAwareDistiller : IDistiller
{
    private readonly FakeQuantizedNetwork network;
    private readonly StudentDistiller inner;

    /// <summary>Prepares the network for training.</summary>
    /// <param name="network">With ranges; its 4-d weights are laid out channels-last in place. Stays the caller's.</param>
    /// <param name="objective">The losses, on logits; owned and disposed by this distiller.</param>
    /// <param name="teacher">The teacher, owned; <c>null</c> for objectives without one.</param>
    /// <exception cref="ArgumentException">The network has no ranges yet, or the objective reads features.</exception>
    public QuantizationAwareDistiller(FakeQuantizedNetwork network, IObjective objective, ITeacher? teacher = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(objective);
        if (!network.Quantizes)
        {
            throw new ArgumentException($"The network does not round: call {nameof(FakeQuantizedNetwork.Calibrate)} first.", nameof(network));
        }

        // Rounded features lie elsewhere than those that the stage names mean: behind the activation, not before it.
        if (objective.FeatureNames.Count > 0)
        {
            throw new ArgumentException(
                $"{objective.Description} compares features, which is for training in float: tune for integers with the logits (kd, dkd or ce).", nameof(objective));
        }

        this.network = network;
        inner = new StudentDistiller(network, objective, teacher);
    }

    /// <inheritdoc/>
    public ImageClassifier Student => network;

    /// <inheritdoc/>
    public string Description => $"quantized({network.Description}) {inner.Description}";

    /// <inheritdoc/>
    public IReadOnlyList<(string Name, Parameter Parameter)> Parameters => inner.Parameters;

    /// <inheritdoc/>
    public IEnumerable<nn.Module> Modules => inner.Modules;

    /// <inheritdoc/>
    public void BeginEpoch(int epoch) => inner.BeginEpoch(epoch);

    /// <inheritdoc/>
    public DistillationLosses Forward(Batch batch) => inner.Forward(batch);

    /// <inheritdoc/>
    public void Train(bool on) => inner.Train(on);

    /// <summary>Top-1 of the float network with the same weights, which tuning may move away from the rounded one.</summary>
    /// <param name="studentTop1">Top-1 of the rounded network on the validation images, in [0, 1].</param>
    /// <param name="validationTop1">Gives the validation top-1 of a function from images to logits.</param>
    public IReadOnlyDictionary<string, double> Diagnose(double studentTop1, Func<Func<Tensor, Tensor>, double> validationTop1)
    {
        ArgumentNullException.ThrowIfNull(validationTop1);
        var training = network.training;
        network.eval();
        network.Quantizes = false;
        var floatTop1 = validationTop1(network.forward);
        network.Quantizes = true;
        network.train(training);
        return new Dictionary<string, double>(inner.Diagnose(studentTop1, validationTop1)) { ["floatTop1"] = floatTop1 };
    }

    /// <summary>The plain float network with the tuned weights: folded, in evaluation mode.</summary>
    /// <returns>A new network; the caller disposes it.</returns>
    public ImageClassifier ExtractStudent() => network.Extract();

    /// <summary>Disposes the teacher and the objective; the network belongs to the caller.</summary>
    public void Dispose() => inner.Dispose();
}
