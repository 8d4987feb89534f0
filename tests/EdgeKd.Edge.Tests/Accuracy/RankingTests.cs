using FsCheck;
using FsCheck.Fluent;

namespace EdgeKd.Edge.Tests.Accuracy;

[TestFixture]
public class RankingTests
{
    [TestCase(new float[] { 1 }, 0)]
    [TestCase(new float[] { 1, 2 }, 1)]
    [TestCase(new float[] { 2, 2 }, 0)]
    [TestCase(new float[] { -1, -2, -1 }, 0)]
    public void The_first_of_the_largest_wins(float[] logits, int expected) =>
        Assert.That(Ranking.Top1(logits), Is.EqualTo(expected));

    [Test]
    public void Ranks_are_those_of_a_stable_sort() =>
        Prop.ForAll<byte[]>(bytes =>
        {
            var logits = bytes.Select(b => (float)(b % 5)).ToArray();
            var order = Enumerable.Range(0, logits.Length).OrderByDescending(k => logits[k]).ToList();
            return Enumerable.Range(0, logits.Length).All(k => Ranking.RankOf(logits, k) == order.IndexOf(k))
                && (logits.Length == 0 || Ranking.Top1(logits) == order[0]);
        }).QuickCheckThrowOnFailure();
}
