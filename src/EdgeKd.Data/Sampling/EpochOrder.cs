using EdgeKd.Data.Loading;
using EdgeKd.Data.Randomness;

namespace EdgeKd.Data.Sampling;

/// <summary>Which images an epoch shows, in which view and order: a function of (seed, epoch) alone.</summary>
internal sealed class EpochOrder
{
    private readonly BatchLoaderOptions _options;
    private readonly int _count;
    private readonly ClassDraws? _draws;

    /// <exception cref="ArgumentException">Classes are to be drawn by other shares, and the order is not random, is drawn through a buffer, or no
    /// image has a label.</exception>
    public EpochOrder(IImageSet set, BatchLoaderOptions options)
    {
        (_options, _count) = (options, set.Count);
        if (options.ClassSampling == ClassSampling.Proportional) return;
        if (!options.Shuffle) throw new ArgumentException($"class sampling {options.ClassSampling} draws at random; let the order be drawn too");
        if (options.ShuffleBuffer > 0) throw new ArgumentException($"class sampling {options.ClassSampling} draws from all images at once; set the shuffle buffer to 0");
        _draws = new ClassDraws(set, options.ClassSampling == ClassSampling.SquareRoot ? 0.5 : 0, options.Seed);
    }

    /// <summary>The images of an epoch, as many as the set has.</summary>
    public ImageView[] Of(int epoch)
    {
        var order = _draws?.Of(epoch) ?? Array.ConvertAll(Places(epoch), index => new ImageView(index, epoch));
        if (_options.Views > 0)
        {
            foreach (ref var shown in order.AsSpan()) shown = shown with { View = shown.View % _options.Views };
        }
        if (_draws is not null) new CounterRandom(RandomStream.Order, _options.Seed, epoch).Shuffle(order.AsSpan());
        return order;
    }

    private int[] Places(int epoch) => _options.Shuffle
        ? BufferedOrder.Shuffled(_count, _options.ShuffleBuffer, _options.ShardSamples, _options.Seed, epoch)
        : [.. Enumerable.Range(0, _count)];
}
