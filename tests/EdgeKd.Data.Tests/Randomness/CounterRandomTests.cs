using EdgeKd.Data.Randomness;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeKd.Data.Tests.Randomness;

[TestFixture]
public class CounterRandomTests
{
    [Test]
    public void TheSameKeyGivesTheSameNumbers() => Prop.ForAll<long, long, long>((a, b, c) =>
        First(new CounterRandom(RandomStream.Order, a, b, c)).SequenceEqual(First(new CounterRandom(RandomStream.Order, a, b, c)))).QuickCheckThrowOnFailure();

    [Test]
    public void ThePlaceOfAKeyPartMatters() => Prop.ForAll<long, long>((a, b) =>
        a == b || new CounterRandom(RandomStream.Order, a, b).NextUInt64() != new CounterRandom(RandomStream.Order, b, a).NextUInt64()).QuickCheckThrowOnFailure();

    [Test]
    public void NeighbouringKeysShareNoNumbers()
    {
        HashSet<ulong> seen = [];
        for (var seed = -2; seed < 3; seed++)
        for (var epoch = 0; epoch < 10; epoch++)
        for (var index = 0; index < 50; index++)
        {
            foreach (var number in First(new CounterRandom(RandomStream.Augmentation, seed, epoch, index))) Assert.That(seen.Add(number));
        }
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    [TestCase(7)]
    [TestCase(1000)]
    [TestCase(int.MaxValue)]
    public void WholeNumbersFillTheirRange(int bound)
    {
        var random = new CounterRandom(RandomStream.Order, bound);
        var sum = 0.0;
        for (var i = 0; i < 20_000; i++)
        {
            var n = random.NextInt(bound);
            Assert.That(n, Is.InRange(0, bound - 1));
            sum += n;
        }
        // Six standard deviations of the mean of a uniform number.
        Assert.That(sum / 20_000, Is.EqualTo((bound - 1) / 2.0).Within(6.0 * bound / Math.Sqrt(12 * 20_000)));
    }

    [Test]
    public void AShuffleIsAPermutationAndEveryOneIsEquallyLikely()
    {
        Dictionary<string, int> counts = [];
        for (var seed = 0; seed < 12_000; seed++)
        {
            int[] items = [0, 1, 2];
            new CounterRandom(RandomStream.Order, seed).Shuffle(items.AsSpan());
            var key = string.Concat(items);
            counts[key] = counts.GetValueOrDefault(key) + 1;
        }
        Assert.That(counts, Has.Count.EqualTo(6));
        Assert.That(counts.Values, Is.All.InRange(1750, 2250));
    }

    private static ulong[] First(CounterRandom random) => [random.NextUInt64(), random.NextUInt64(), random.NextUInt64()];
}
