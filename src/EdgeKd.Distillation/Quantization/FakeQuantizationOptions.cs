using System.Globalization;

namespace EdgeKd.Distillation.Quantization;

/// <summary>Which integers a network's weights and activations are rounded to.</summary>
public sealed record FakeQuantizationOptions
{
    private const int FewestBits = 2;
    private const int MostBits = 8;

    /// <summary>Bits b of a weight, 2 to 8: integers in [−(2^(b−1) − 1), 2^(b−1) − 1]; 7 for x64 without VNNI.</summary>
    public int WeightBits { get; init; } = MostBits;

    /// <summary>Bits b of an activation, 2 to 8: integers in [0, 2^b − 1].</summary>
    public int ActivationBits { get; init; } = MostBits;

    /// <summary>
    /// The share in (0, 1] of each training batch's smallest and largest value in an activation's moving range; no matter where
    /// ranges are given. 0.01 is PyTorch's.
    /// </summary>
    public double RangeMomentum { get; init; } = 0.01;

    /// <summary>The settings in words, for messages and fingerprints.</summary>
    internal string Description => string.Create(
        CultureInfo.InvariantCulture, $"w{WeightBits}a{ActivationBits},momentum={RangeMomentum:R}");

    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    internal void Check()
    {
        RequireBits(WeightBits, "a weight");
        RequireBits(ActivationBits, "an activation");
        if (RangeMomentum is not (> 0 and <= 1))
        {
            throw new ArgumentException($"A range momentum of {RangeMomentum} is outside (0, 1]; 0.01 is usual.");
        }
    }

    private static void RequireBits(int bits, string of)
    {
        if (bits is < FewestBits or > MostBits)
        {
            throw new ArgumentException($"{bits} bits of {of} are outside [{FewestBits}, {MostBits}]; 8 is usual.");
        }
    }
}
