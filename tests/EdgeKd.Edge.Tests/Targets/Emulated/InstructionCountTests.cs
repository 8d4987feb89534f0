using EdgeKd.Edge.Targets.Emulated;

namespace EdgeKd.Edge.Tests.Targets.Emulated;

[TestFixture]
public class InstructionCountTests
{
    [Test]
    public void The_loops_instructions_are_divided_by_its_inferences()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "count.json");
        File.WriteAllText(path, """{"schema":1,"instructions":900,"marked":800,"runs":16}""");

        Assert.That(InstructionCount.Load(path).PerInference, Is.EqualTo(50));
    }

    [TestCase(null, "its plugin wrote nothing")]
    [TestCase("", "is no JSON")]
    [TestCase("{}", "is no JSON")]
    [TestCase("""{"schema":2,"instructions":900,"marked":800,"runs":16}""", "build runner and plugin of one version")]
    [TestCase("""{"schema":1,"instructions":900,"marked":null,"runs":null}""", "counted no instructions of the measured loop")]
    [TestCase("""{"schema":1,"instructions":900,"marked":800,"runs":0}""", "counted no instructions of the measured loop")]
    public void A_count_that_is_none_is_refused(string? json, string fault)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "count.json");
        if (json is not null)
            File.WriteAllText(path, json);

        Assert.That(() => InstructionCount.Load(path), Throws.InstanceOf<InvalidDataException>().With.Message.Contains(fault));
    }
}
