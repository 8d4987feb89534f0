using EdgeKd.Data.Shards;

namespace EdgeKd.Data.Tests.Shards;

[TestFixture]
public class BracePatternTests
{
    [TestCase("a.tar", "a.tar")]
    [TestCase("t-{000008..000010}.tar", "t-000008.tar t-000009.tar t-000010.tar")]
    [TestCase("t-{8..10}.tar", "t-8.tar t-9.tar t-10.tar")]
    [TestCase("t-{0..0}", "t-0")]
    [TestCase("{0..1}-{5..6}", "0-5 0-6 1-5 1-6")]
    [TestCase("t-{a..b}", "t-{a..b}")]
    public void RangesAreExpandedAsBashDoes(string pattern, string expected) =>
        Assert.That(string.Join(' ', BracePattern.Expand(pattern)), Is.EqualTo(expected));

    [TestCase("{5..4}")]
    [TestCase("{0..999999999}")]
    public void AFallingOrEndlessRangeIsRefused(string pattern) =>
        Assert.That(() => BracePattern.Expand(pattern), Throws.TypeOf<InvalidDataException>().With.Message.Contains(pattern));
}
