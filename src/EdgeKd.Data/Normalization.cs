namespace EdgeKd.Data;

/// <summary>Mean and standard deviation of the three channels R, G, B, on the scale 0 to 1.</summary>
/// <remarks>A byte p of channel c becomes (p / 255 − Mean[c]) / StandardDeviation[c].</remarks>
public sealed record Normalization
{
    /// <summary>Makes a normalisation.</summary>
    /// <param name="mean">Three means, R, G, B.</param>
    /// <param name="standardDeviation">Three standard deviations above 0, R, G, B.</param>
    /// <exception cref="ArgumentException">A list has not three values, or a value is not usable.</exception>
    public Normalization(float[] mean, float[] standardDeviation)
    {
        ArgumentNullException.ThrowIfNull(mean);
        ArgumentNullException.ThrowIfNull(standardDeviation);
        if (mean.Length != 3 || Array.Exists(mean, v => !float.IsFinite(v)))
            throw new ArgumentException($"mean has to be three numbers (R, G, B on the scale 0 to 1), not [{string.Join(", ", mean)}]");
        if (standardDeviation.Length != 3 || Array.Exists(standardDeviation, v => !float.IsFinite(v) || v <= 0))
            throw new ArgumentException($"standard deviation has to be three numbers above 0 (R, G, B on the scale 0 to 1), not [{string.Join(", ", standardDeviation)}]");
        Mean = mean;
        StandardDeviation = standardDeviation;
    }

    /// <summary>The means of R, G, B.</summary>
    public float[] Mean { get; }

    /// <summary>The standard deviations of R, G, B.</summary>
    public float[] StandardDeviation { get; }

    /// <summary>Mean and deviation 0.5: pixels from −1 to 1.</summary>
    public static Normalization Symmetric { get; } = new([0.5f, 0.5f, 0.5f], [0.5f, 0.5f, 0.5f]);

    /// <summary>The statistics of CIFAR-10's training images.</summary>
    public static Normalization Cifar10 { get; } = new([0.4914f, 0.4822f, 0.4465f], [0.2470f, 0.2435f, 0.2616f]);

    /// <summary>The statistics of CIFAR-100's training images.</summary>
    public static Normalization Cifar100 { get; } = new([0.5071f, 0.4865f, 0.4409f], [0.2673f, 0.2564f, 0.2762f]);

    /// <summary>The statistics of ImageNet's training images.</summary>
    public static Normalization ImageNet { get; } = new([0.485f, 0.456f, 0.406f], [0.229f, 0.224f, 0.225f]);

    /// <summary>Whether both hold the same numbers.</summary>
    public bool Equals(Normalization? other) =>
        other is not null && Mean.AsSpan().SequenceEqual(other.Mean) && StandardDeviation.AsSpan().SequenceEqual(other.StandardDeviation);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        HashCode.Combine(Mean[0], Mean[1], Mean[2], StandardDeviation[0], StandardDeviation[1], StandardDeviation[2]);

    /// <inheritdoc/>
    public override string ToString() =>
        $"mean [{string.Join(", ", Mean)}], standard deviation [{string.Join(", ", StandardDeviation)}]";
}
