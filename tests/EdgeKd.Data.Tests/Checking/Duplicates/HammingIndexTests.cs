using System.Numerics;
using EdgeKd.Data.Checking;

namespace EdgeKd.Data.Tests.Checking.Duplicates;

[TestFixture]
public class HammingIndexTests
{
    // Hashes near each other, as those of pictures are: a few centres, of which some bits are turned.
    private static ulong[] Hashes(int count, int seed)
    {
        var random = new Random(seed);
        var centres = Enumerable.Range(0, 8).Select(_ => (ulong)random.NextInt64()).ToArray();
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            var hash = centres[random.Next(centres.Length)];
            for (var flips = random.Next(20); flips > 0; flips--) hash ^= 1UL << random.Next(64);
            return hash;
        })];
    }

    [Test]
    public void All_within_the_radius_are_found_once([Values(0, 3, 4, 7, 10, 15)] int radius, [Values(1, 2)] int seed)
    {
        var hashes = Hashes(600, seed);
        var index = new HammingIndex(hashes, radius);
        var total = 0;

        for (var i = 0; i < hashes.Length; i++)
        {
            List<int> found = [];
            index.Find(i, found);
            Assert.That(found.Order(), Is.EqualTo(Enumerable.Range(0, hashes.Length).Where(j => j != i && BitOperations.PopCount(hashes[i] ^ hashes[j]) <= radius)), $"{i}");
            total += found.Count;
        }

        Assert.That(total, Is.GreaterThan(radius < 3 ? 0 : 100));
    }

    [Test]
    public void Nothing_is_near_in_an_index_of_one()
    {
        List<int> found = [];
        new HammingIndex([5], 15).Find(0, found);

        Assert.That(found, Is.Empty);
    }
}
