using System.Globalization;
using EdgeKd.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Losses;

/// <summary>The loss against the labels that every method has, as its settings ask: smoothed, weighed by class, of mixed images.</summary>
public sealed class TaskLoss
{
    private readonly double labelSmoothing;
    private readonly IReadOnlyList<double>? classWeights;

    /// <summary>Takes the settings.</summary>
    /// <param name="labelSmoothing">ε in [0, 1).</param>
    /// <param name="classWeights">A weight above 0 for each class; <c>null</c> weighs all alike.</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public TaskLoss(double labelSmoothing = 0, IReadOnlyList<double>? classWeights = null)
    {
        if (classWeights?.Any(weight => !(weight > 0) || !double.IsFinite(weight)) == true)
        {
            throw new ArgumentException($"A class weight of {classWeights.First(w => !(w > 0) || !double.IsFinite(w))} must be above 0.");
        }

        (this.labelSmoothing, this.classWeights) = (CrossEntropy.RequireSmoothing(labelSmoothing), classWeights);
    }

    /// <summary>Without smoothing and weights.</summary>
    public static TaskLoss Plain { get; } = new();

    /// <summary>The settings, as methods' descriptions have them.</summary>
    public string Description => string.Create(
        CultureInfo.InvariantCulture,
        $"smoothing={labelSmoothing:R}{(classWeights is null ? "" : $",weights={string.Join('+', classWeights.Select(w => w.ToString("R", CultureInfo.InvariantCulture)))}")}");

    /// <summary>The loss of a batch.</summary>
    /// <param name="logits">N×K logits.</param>
    /// <param name="labels">N class indices, −1 where an image has none.</param>
    /// <param name="mixed">What is mixed into the images; <c>null</c> for nothing.</param>
    /// <returns>A scalar: the mean over what is labelled, 0 when nothing is.</returns>
    /// <exception cref="ArgumentException">There are not as many weights as classes.</exception>
    public Tensor Of(Tensor logits, Tensor labels, MixedLabels? mixed = null)
    {
        ArgumentNullException.ThrowIfNull(logits);
        if (classWeights is not null && classWeights.Count != logits.shape[1])
        {
            throw new ArgumentException($"{classWeights.Count} class weights for {logits.shape[1]} classes: give one for each.");
        }

        var weights = classWeights is null ? null : tensor(classWeights.ToArray(), dtype: logits.dtype, device: logits.device);
        return mixed is null
            ? CrossEntropy.Weighted(logits, labels, labelSmoothing, weights)
            : CrossEntropy.Mixed(logits, labels, mixed, labelSmoothing, weights);
    }
}
