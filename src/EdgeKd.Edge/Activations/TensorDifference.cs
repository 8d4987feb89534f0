namespace EdgeKd.Edge;

/// <summary>How far two tensors are apart over a set of images.</summary>
public sealed record TensorDifference
{
    /// <summary>The tensors.</summary>
    public required TensorPair Tensors { get; init; }

    /// <summary>Signal-to-quantization-noise ratio, 10·log₁₀(Σ expected² / Σ (expected − actual)²), in decibels; infinite where they are
    /// equal.</summary>
    public required double SqnrDb { get; init; }

    /// <summary>Mean of expected − actual over images and places, for each channel (the second axis).</summary>
    public required double[] ChannelMeans { get; init; }
}
