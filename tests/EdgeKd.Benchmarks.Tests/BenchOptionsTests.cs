namespace EdgeKd.Benchmarks.Tests;

[TestFixture]
public class BenchOptionsTests
{
    [Test]
    public void AllGroupsAreAskedForUnlessOneIsNamed()
    {
        var all = BenchOptions.Parse([])!;
        var one = BenchOptions.Parse(["--only=kernels", "--rounds=2", "--seconds=0.5"])!;
        Assert.That(BenchOptions.Groups.Where(all.Asks), Is.EqualTo(BenchOptions.Groups));
        Assert.That(BenchOptions.Groups.Where(one.Asks), Is.EqualTo(new[] { "kernels" }));
        Assert.That((one.Rounds, one.Seconds), Is.EqualTo((2, 0.5)));
    }

    [TestCase("--only=kernel", "'kernel'")]
    [TestCase("--only=run", "--data")]
    [TestCase("--round=3", "--round=3")]
    [TestCase("--rounds=0", "--rounds")]
    [TestCase("--rounds=many", "'many'")]
    [TestCase("--seconds=0", "--seconds")]
    [TestCase("--seconds=NaN", "--seconds")]
    public void WhatCannotBeReadIsSaidInOneLine(string argument, string named)
    {
        var e = Assert.Throws<ArgumentException>(() => BenchOptions.Parse([argument]))!;
        Assert.That(e.Message, Does.Contain(named).And.Not.Contain("\n").And.Not.Contain("\t"));
    }
}
