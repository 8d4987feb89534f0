using EdgeKd.Benchmarks.Steps;

namespace EdgeKd.Benchmarks.Tests.Steps;

[TestFixture]
public class StepTableTests
{
    private const string Fields = "[{\"pair\":\"cifar\",\"teacher\":\"live\",\"kind\":\"kd\",\"batchSize\":64,\"stepMs\":1,\"peakBytes\":1,";

    private string file = null!;

    [SetUp]
    public void NameFile() => file = Path.Combine(Path.GetTempPath(), $"edgekd-{Guid.NewGuid():N}.json");

    [TearDown]
    public void DeleteFile() => File.Delete(file);

    // A tenth less than 2 is 1.8.
    [TestCase(1.81, false)]
    [TestCase(1.79, true)]
    [TestCase(3.0, false)]
    public void ARatioIsWorseFromATenthOn(double speedup, bool isWorse)
    {
        var worse = StepTable.Worse([Step("kd", speedup)], [Step("kd", 2.0)]);
        Assert.That(worse, Has.Count.EqualTo(isWorse ? 1 : 0));
        if (isWorse)
            Assert.That(worse[0], Does.Contain("cifar, cached, kd").And.Contain("1.79").And.Contain("2.00"));
    }

    [Test]
    public void EachPeerIsHeldAgainstItself()
    {
        var now = Step("kd", 1) with { Peers = [new("published", 1, 1, 1.5), new("tuned", 1, 1, 0.5)] };
        var before = Step("kd", 1) with { Peers = [new("published", 1, 1, 1.5), new("tuned", 1, 1, 1.0)] };
        Assert.That(StepTable.Worse([now], [before]).Single(), Does.Contain("tuned"));
    }

    [Test]
    public void WhatTheEarlierRunLacksIsNamedAndNotWorse()
    {
        var steps = new[] { Step("kd", 0.1), Step("srd", 0.1), Step("kd", 0.1) with { Teacher = "live" } };
        var earlier = new[] { Step("kd", 0.1), Step("gpd", 9) };
        Assert.That(StepTable.Worse(steps, earlier), Is.Empty);
        string[] lacking = ["cifar, cached, srd beside the published peer", "cifar, live, kd beside the published peer"];
        Assert.That(StepTable.Unchecked(steps, earlier), Is.EqualTo(lacking));
    }

    [Test]
    public void APeerThatTheEarlierRunLacksIsNamedToo()
    {
        var steps = new[] { Step("kd", 1) with { Peers = [new("published", 1, 1, 1), new("tuned", 1, 1, 1)] } };
        Assert.That(StepTable.Unchecked(steps, [Step("kd", 1)]), Is.EqualTo(new[] { "cifar, cached, kd beside the tuned peer" }));
    }

    [Test]
    public void WhatIsSavedIsLoaded()
    {
        StepTable.Save([Step("kd", 1.25)], file);
        var loaded = StepTable.Load(file).Single();
        Assert.That((loaded.Kind, loaded.StepMs, loaded.PeakBytes, loaded.Peers.Single()), Is.EqualTo(("kd", 100.0, 1L << 30, Step("kd", 1.25).Peers[0])));
    }

    [TestCase("", "no comparison")]
    [TestCase("[{\"pair\":", "no comparison")]
    [TestCase("{\"pair\": \"cifar\"}", "no comparison")]
    [TestCase("null", "no comparison")]
    [TestCase("[null]", "no comparison")]
    [TestCase("[{}]", "no comparison")]
    [TestCase(Fields + "\"peers\":null}]", "no comparison")]
    [TestCase(Fields + "\"peers\":[null]}]", "no comparison")]
    [TestCase(null, "cannot be read")]
    public void ADamagedOrMissingFileIsNamedInOneLine(string? text, string why)
    {
        if (text is not null)
            File.WriteAllText(file, text);
        var e = Assert.Throws<InvalidDataException>(() => StepTable.Load(file))!;
        Assert.That(e.Message, Does.Contain(file).And.Contain(why).And.Contain("steps.json").And.Not.Contain("\n"));
    }

    private static StepComparison Step(string kind, double speedup) =>
        new("cifar", "cached", kind, 64, 100, 1L << 30, [new("published", 100 * speedup, 1L << 30, speedup)]);
}
