using EdgeKd.Data.Randomness;

namespace EdgeKd.Data.Loading;

/// <summary>The order in which an epoch sees the images, each once: a function of (count, seed, epoch) and the two numbers below alone.</summary>
/// <remarks>
/// Without a buffer, all images are permuted. With one, runs of neighbouring images (shards) are permuted and read one after the
/// other into a buffer, which is drawn empty at random and filled again, as the shuffle <c>py1b</c> of MosaicML's Streaming does.
/// A buffer that is refilled image by image (WebDataset's <c>shuffle(n)</c>) keeps a twentieth of its images for longer than
/// three times its length, so that no number of shards at hand would be enough; here it is the buffer's length and one shard.
/// </remarks>
internal static class BufferedOrder
{
    /// <summary>The positions 0 to <paramref name="count"/> − 1, each once.</summary>
    /// <param name="count">Images.</param>
    /// <param name="buffer">Images in the buffer; 0: all are permuted.</param>
    /// <param name="shardSamples">Images a shard; the last has the rest.</param>
    /// <param name="seed">The seed of the order.</param>
    /// <param name="epoch">The epoch.</param>
    public static int[] Shuffled(int count, int buffer, int shardSamples, long seed, int epoch)
    {
        var random = new CounterRandom(RandomStream.Order, seed, epoch);
        if (buffer == 0)
        {
            var all = Enumerable.Range(0, count).ToArray();
            random.Shuffle(all.AsSpan());
            return all;
        }
        var shards = Enumerable.Range(0, (int)(((long)count + shardSamples - 1) / shardSamples)).ToArray();
        random.Shuffle(shards.AsSpan());
        int[] order = [.. shards.SelectMany(shard => Enumerable.Range(shard * shardSamples, Math.Min(shardSamples, count - shard * shardSamples)))];
        for (var first = 0; first < count; first += Math.Min(buffer, count - first))
            random.Shuffle(order.AsSpan(first, Math.Min(buffer, count - first)));
        return order;
    }
}
