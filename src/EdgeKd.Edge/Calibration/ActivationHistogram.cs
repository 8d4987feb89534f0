namespace EdgeKd.Edge;

/// <summary>How often a tensor took which values: equal bins from its smallest value, or 0, to its largest, or 0.</summary>
/// <remarks>Zeros are counted apart: every range holds 0 and every quantizer has it exactly, so they say nothing about errors.</remarks>
public sealed class ActivationHistogram
{
    private readonly long[] _counts;
    private readonly double _binsPerUnit;

    /// <summary>Makes an empty histogram.</summary>
    /// <param name="min">The smallest value of the tensor.</param>
    /// <param name="max">The largest.</param>
    /// <param name="bins">Bins between them, at least 2.</param>
    /// <exception cref="ArgumentException">They are not finite or in the wrong order.</exception>
    public ActivationHistogram(float min, float max, int bins)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 2);
        if (!float.IsFinite(min) || !float.IsFinite(max) || min > max)
            throw new ArgumentException($"A histogram needs finite ends in order, not {min} and {max}.");
        (Lower, Upper) = (Math.Min(min, 0f), Math.Max(max, 0f));
        _counts = new long[bins];
        _binsPerUnit = Upper > Lower ? bins / (Upper - Lower) : 0;
    }

    /// <summary>The left end of the first bin, at most 0.</summary>
    public double Lower { get; }

    /// <summary>The right end of the last bin, at least 0.</summary>
    public double Upper { get; }

    /// <summary>Values that are exactly 0; in no bin.</summary>
    public long Zeros { get; private set; }

    /// <summary>Values that are exactly <see cref="Lower"/> and not 0, such as those that a Clip has stopped; in the first bin too.</summary>
    public long AtLower { get; private set; }

    /// <summary>Values that are exactly <see cref="Upper"/> and not 0; in the last bin too.</summary>
    public long AtUpper { get; private set; }

    /// <summary>All values, zeros included.</summary>
    public long Total => Zeros + _counts.Sum();

    /// <summary>Values in each bin, the lowest first.</summary>
    public IReadOnlyList<long> Counts => _counts;

    internal ReadOnlySpan<long> Bins => _counts;

    /// <summary>The left end of a bin; of the number of bins, the right end of the last.</summary>
    /// <param name="bin">0 to the number of bins.</param>
    public double Edge(int bin) => bin == _counts.Length ? Upper : Lower + (bin * (Upper - Lower) / _counts.Length);

    /// <summary>The middle of a bin.</summary>
    /// <param name="bin">0 to the number of bins, excluded.</param>
    public double Middle(int bin) => Lower + ((bin + 0.5) * (Upper - Lower) / _counts.Length);

    /// <summary>Counts values; what lies outside counts in the bin at that end.</summary>
    /// <param name="values">The values, none of them NaN.</param>
    public void Add(ReadOnlySpan<float> values)
    {
        var (lower, upper, binsPerUnit, last) = (Lower, Upper, _binsPerUnit, _counts.Length - 1);
        long zeros = 0, atLower = 0, atUpper = 0;
        foreach (var value in values)
        {
            if (value == 0)
            {
                zeros++;
                continue;
            }

            _counts[Math.Clamp((int)((value - lower) * binsPerUnit), 0, last)]++;
            atLower += value == lower ? 1 : 0;
            atUpper += value == upper ? 1 : 0;
        }

        Zeros += zeros;
        AtLower += atLower;
        AtUpper += atUpper;
    }
}
