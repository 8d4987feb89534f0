using EdgeKd.Data;
using EdgeKd.Distillation.Features;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Objectives;

/// <summary>What one network is trained for: the losses of a method, with the heads and projectors that they need.</summary>
/// <remarks>
/// The task loss is a mean over the samples with a label (0 or more), over the labelled shares of mixed images, and 0 when there
/// is none; the distillation loss is a mean over all samples. Dispose releases the heads and projectors.
/// </remarks>
public interface IObjective : IDisposable
{
    /// <summary>Method and settings in one line; a checkpoint made with other settings is not resumed.</summary>
    string Description { get; }

    /// <summary>The features of the trained network that <see cref="Forward"/> reads.</summary>
    IReadOnlyList<string> FeatureNames { get; }

    /// <summary>What is trained beside the network and thrown away afterwards: auxiliary head, projector, connectors.</summary>
    IReadOnlyList<nn.Module> Modules { get; }

    /// <summary>The losses of one batch.</summary>
    /// <param name="network">Logits and features of the trained network.</param>
    /// <param name="teacher">The teacher's, or <c>null</c> for methods without a teacher.</param>
    /// <param name="labels">N class indices, −1 where an image has none.</param>
    /// <param name="mixed">What is mixed into the images that both networks saw; <c>null</c> for nothing.</param>
    /// <returns>Scalars that carry their weights.</returns>
    /// <exception cref="ArgumentException">The images are mixed, and the method needs the one true class of each (<c>dkd</c>).</exception>
    ObjectiveLosses Forward(NetworkOutput network, TeacherOutput? teacher, Tensor labels, MixedLabels? mixed = null);

    /// <summary>Figures that show how the method is doing, for the metrics file; empty when it has none.</summary>
    IReadOnlyDictionary<string, double> Diagnose() => new Dictionary<string, double>();
}
