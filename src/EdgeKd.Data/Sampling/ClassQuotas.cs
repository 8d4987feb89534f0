using EdgeKd.Data.Randomness;

namespace EdgeKd.Data.Sampling;

/// <summary>How many draws of an epoch each class gets.</summary>
/// <remarks>Systematic sampling: the classes lie end to end on a line, each as long as its expected draws, and a comb of teeth
/// at distance 1 with a random offset counts them. So a class gets its expectation rounded down or up, exactly right over the
/// offsets, and all together get the epoch's length.</remarks>
internal sealed class ClassQuotas
{
    private readonly double[] _ends;
    private readonly int _length;

    /// <param name="sizes">Images of each class; at least one class has some.</param>
    /// <param name="exponent">q of the share n^q; a class without images gets nothing.</param>
    public ClassQuotas(IReadOnlyList<int> sizes, double exponent)
    {
        _length = sizes.Sum();
        _ends = new double[sizes.Count];
        double sum = 0;
        for (var label = 0; label < sizes.Count; label++)
        {
            sum += sizes[label] == 0 ? 0 : Math.Pow(sizes[label], exponent);
            _ends[label] = sum;
        }
        // The last end is the length exactly.
        for (var label = 0; label < sizes.Count; label++) _ends[label] = _length * (_ends[label] / sum);
    }

    /// <summary>The draws of each class in an epoch.</summary>
    public int[] Of(long seed, int epoch)
    {
        var offset = new CounterRandom(RandomStream.ClassQuotas, seed, epoch).NextDouble();
        var quotas = new int[_ends.Length];
        var before = 0;
        for (var label = 0; label < quotas.Length; label++)
        {
            // An end plus an offset just below 1 may round to the next whole number.
            var upTo = Math.Min(_length, (int)Math.Floor(_ends[label] + offset));
            quotas[label] = upTo - before;
            before = upTo;
        }
        return quotas;
    }
}
