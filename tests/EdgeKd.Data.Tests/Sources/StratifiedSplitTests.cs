using EdgeKd.Data.Randomness;
using EdgeKd.Data.Sources;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeKd.Data.Tests.Sources;

[TestFixture]
public class StratifiedSplitTests
{
    private static readonly string[] Names = ["a", "b", "c"];

    [Test]
    public void EveryImageGoesToOneSideAndEveryClassGivesItsFraction() =>
        Prop.ForAll<PositiveInt, PositiveInt, PositiveInt>((a, b, c) =>
        {
            int[] counts = [a.Get + 1, b.Get + 1, c.Get + 1];
            var labels = Labels(counts);
            foreach (var fraction in new[] { 0.001, 0.1, 0.5, 0.999 })
            {
                var (kept, taken) = StratifiedSplit.Split(labels, Names, fraction, RandomStream.ValidationSplit, 5);
                Assert.That(kept.Concat(taken).Order(), Is.EqualTo(Enumerable.Range(0, labels.Length)));
                Assert.That(kept, Is.Ordered);
                Assert.That(taken, Is.Ordered);
                for (var label = 0; label < 3; label++)
                {
                    var expected = Math.Clamp(Math.Floor(counts[label] * fraction + 0.5), 1, counts[label] - 1);
                    Assert.That(taken.Count(i => labels[i] == label), Is.EqualTo(expected));
                }
            }
        }).QuickCheckThrowOnFailure();

    [Test]
    public void TheSeedChooses()
    {
        var labels = Labels([50, 50, 50]);
        var first = StratifiedSplit.Split(labels, Names, 0.2, RandomStream.ValidationSplit, 1).Taken;
        Assert.That(StratifiedSplit.Split(labels, Names, 0.2, RandomStream.ValidationSplit, 1).Taken, Is.EqualTo(first));
        Assert.That(StratifiedSplit.Split(labels, Names, 0.2, RandomStream.ValidationSplit, 2).Taken, Is.Not.EqualTo(first));
        Assert.That(StratifiedSplit.Split(labels, Names, 0.2, RandomStream.TestSplit, 1).Taken, Is.Not.EqualTo(first));
    }

    [TestCase(0)]
    [TestCase(1)]
    public void AClassTooSmallToSplitIsNamed(int count) =>
        Assert.That(() => StratifiedSplit.Split(Labels([5, count, 5]), Names, 0.1, RandomStream.ValidationSplit, 0),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("'b'").And.Message.Contains("at least 2"));

    private static int[] Labels(int[] counts) => [.. counts.SelectMany((count, label) => Enumerable.Repeat(label, count))];
}
