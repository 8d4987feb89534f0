using EdgeKd.Models;

namespace EdgeKd.Distillation.Quantization;

/// <summary>A network that was tuned for integers.</summary>
/// <remarks>Dispose releases the network.</remarks>
public sealed record TuningResult : IDisposable
{
    /// <summary>The plain float network with the tuned weights: branches merged, normalisations folded, in evaluation mode.</summary>
    public required ImageClassifier Network { get; init; }

    /// <summary>Top-1 of the rounded network on the validation images before tuning, in [0, 1].</summary>
    public required double Top1Before { get; init; }

    /// <summary>The training: its <see cref="TrainingResult.ValidationTop1"/> is that of the rounded network; seconds and memory.</summary>
    public required TrainingResult Training { get; init; }

    /// <summary>The activations' ranges at the kept epoch, by the paths of <see cref="FakeQuantizedNetwork"/>.</summary>
    public required IReadOnlyDictionary<string, QuantizationRange> Ranges { get; init; }

    /// <summary>Disposes the network.</summary>
    public void Dispose() => Network.Dispose();
}
