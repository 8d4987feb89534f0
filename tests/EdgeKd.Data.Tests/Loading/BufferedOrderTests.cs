using EdgeKd.Data.Loading;
using EdgeKd.Data.Randomness;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeKd.Data.Tests.Loading;

[TestFixture]
public class BufferedOrderTests
{
    [TestCase(1, 1, 1)]
    [TestCase(10, 3, 4)]
    [TestCase(10, 100, 4)]
    [TestCase(10, 3, 100)]
    [TestCase(1000, 64, 100)]
    [TestCase(1001, 1, 7)]
    [TestCase(1001, 0, 7)]
    [TestCase(5, int.MaxValue, int.MaxValue)]
    public void EveryImageIsSeenOnce(int count, int buffer, int shardSamples) =>
        Assert.That(BufferedOrder.Shuffled(count, buffer, shardSamples, 3, 1).Order(), Is.EqualTo(Enumerable.Range(0, count)));

    [Test]
    public void AnyNumbersGiveAPermutationOfWhichABufferHoldsFewShards() => Prop.ForAll(
        Gen.Choose(1, 300).Four().ToArbitrary(),
        numbers =>
        {
            var (count, buffer, shardSamples, seed) = numbers;
            var order = BufferedOrder.Shuffled(count, buffer, shardSamples, seed, epoch: 2);
            // Shards have the buffer's images but for the first and last one; the short last shard may be one more in between.
            return order.Order().SequenceEqual(Enumerable.Range(0, count))
                && order.Chunk(buffer).All(images => images.Select(i => i / shardSamples).Distinct().Count() <= (buffer + shardSamples - 2) / shardSamples + 2);
        }).QuickCheckThrowOnFailure();

    [Test]
    public void SeedAndEpochDecideOnTheOrder()
    {
        var orders = new[] { (1L, 0), (1L, 1), (2L, 0) }.Select(of => BufferedOrder.Shuffled(200, 50, 20, of.Item1, of.Item2)).ToArray();
        Assert.That(orders, Is.Unique);
        Assert.That(BufferedOrder.Shuffled(200, 50, 20, 1, 1), Is.EqualTo(orders[1]));
    }

    // What was trained before there was a buffer is trained alike.
    [Test]
    public void WithoutABufferAllArePermutedAsEver()
    {
        var expected = Enumerable.Range(0, 100).ToArray();
        new CounterRandom(RandomStream.Order, 7, 3).Shuffle(expected.AsSpan());
        Assert.That(BufferedOrder.Shuffled(100, 0, 10, 7, 3), Is.EqualTo(expected));
    }

    // 20 shards of 50: a buffer of 200 images holds those of 4 shards, and of one more where it begins in the middle of one.
    [TestCase(200, 4)]
    [TestCase(125, 3)]
    [TestCase(120, 4)]
    [TestCase(50, 1)]
    [TestCase(49, 2)]
    public void ABufferReadsFromFewShardsAtOnce(int buffer, int shards)
    {
        var order = BufferedOrder.Shuffled(1000, buffer, 50, 1, 0);
        var most = order.Chunk(buffer).Max(images => images.Select(i => i / 50).Distinct().Count());
        Assert.That(most, Is.EqualTo(shards));
        Assert.That(order.Select(i => i / 50).Distinct().ToArray(), Is.Not.Ordered, "the shards are permuted");
    }

    [Test]
    public void ABufferMixesTheImagesOfItsShards()
    {
        var order = BufferedOrder.Shuffled(1000, 200, 50, 1, 0);
        var neighbours = order.Zip(order.Skip(1)).Count(pair => pair.Second == pair.First + 1);
        Assert.That(neighbours, Is.LessThan(30), "about one in 200 is followed by its neighbour");
    }
}
