namespace EdgeKd.Data.Randomness;

/// <summary>A random number generator whose n-th number is a function of its key and n alone.</summary>
/// <remarks>
/// The key mixes (stream, a, b, c), such as (augmentation, seed, epoch, index); the numbers are SplitMix64's: the mixing
/// function of Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators" (OOPSLA 2014), over key + n·φ with
/// φ the odd 64-bit golden ratio. So no image's numbers depend on which thread, or in what order, others were drawn.
/// </remarks>
internal struct CounterRandom
{
    private const ulong Golden = 0x9E3779B97F4A7C15;
    private ulong _state;

    public CounterRandom(RandomStream stream, long a, long b = 0, long c = 0)
    {
        var key = Mix((ulong)stream * Golden);
        key = Mix(key + Golden + (ulong)a);
        key = Mix(key + Golden + (ulong)b);
        _state = Mix(key + Golden + (ulong)c);
    }

    public ulong NextUInt64() => Mix(_state += Golden);

    /// <summary>A number from 0 (included) to 1 (excluded), a multiple of 2⁻⁵³.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A number from <paramref name="low"/> (included) to <paramref name="high"/> (excluded).</summary>
    public double NextDouble(double low, double high) => low + (high - low) * NextDouble();

    /// <summary>A whole number from 0 to <paramref name="bound"/> − 1, each equally likely.</summary>
    /// <remarks>Lemire's multiplication with rejection ("Fast Random Integer Generation in an Interval", 2019).</remarks>
    public int NextInt(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        var threshold = (0UL - (ulong)bound) % (ulong)bound;
        while (true)
        {
            var high = Math.BigMul(NextUInt64(), (ulong)bound, out var low);
            if (low >= threshold) return (int)high;
        }
    }

    public bool NextBool() => (long)NextUInt64() < 0;

    /// <summary>Permutes the items (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = NextInt(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
