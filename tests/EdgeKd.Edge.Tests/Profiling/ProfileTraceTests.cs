using System.Text;

namespace EdgeKd.Edge.Tests.Profiling;

[TestFixture]
public class ProfileTraceTests
{
    private const string Run = """{"cat":"Session","name":"model_run","ts":%TS,"dur":%DUR}""";
    private const string Kernel = """{"cat":"Node","name":"%NAME_kernel_time","ts":%TS,"dur":%DUR,"args":{"op_name":"Conv","provider":"CPUExecutionProvider"}}""";

    private static string Event(string form, long start, long length, string name = "") =>
        form.Replace("%TS", $"{start}").Replace("%DUR", $"{length}").Replace("%NAME", name);

    private static ModelProfile Read(int warmUpRuns, params string[] events)
    {
        using var json = new MemoryStream(Encoding.UTF8.GetBytes($"[{string.Join(",", events)}]"));
        return ProfileTrace.Read(json, warmUpRuns, 1);
    }

    [Test]
    public void Warm_up_and_the_slower_half_do_not_count()
    {
        var profile = Read(1,
            Event(Run, 0, 1000), Event(Kernel, 1, 900, "a"),
            Event(Run, 2000, 100), Event(Kernel, 2001, 40, "a"), Event(Kernel, 2050, 20, "b"),
            Event(Run, 3000, 900), Event(Kernel, 3001, 800, "a"), Event(Kernel, 3850, 20, "b"));

        Assert.That(profile.Runs, Is.EqualTo(2));
        Assert.That(profile.InferenceMs, Is.EqualTo(0.1).Within(1e-12));
        Assert.That(profile.Nodes, Is.EqualTo(new[] { new NodeTime("a", "Conv", "CPUExecutionProvider", 0.04), new NodeTime("b", "Conv", "CPUExecutionProvider", 0.02) }));
        Assert.That(profile.NodesMs, Is.EqualTo(0.06).Within(1e-12));
    }

    [Test]
    public void A_node_within_another_counts_once()
    {
        var profile = Read(0, Event(Run, 0, 100), Event(Kernel, 10, 20, "inner"), Event(Kernel, 5, 60, "outer"), Event(Kernel, 65, 10, "next"));

        Assert.That(profile.Nodes.Select(node => (node.Name, node.TimeMs)), Is.EqualTo(new[] { ("outer", 0.06), ("next", 0.01) }));
    }

    [TestCase("[]")]
    [TestCase("{}")]
    [TestCase("[1]")]
    [TestCase("[{\"cat\":\"Session\"}]")]
    [TestCase("[{\"cat\":\"Session\",\"name\":\"model_run\",\"ts\":\"0\",\"dur\":1}]")]
    [TestCase("not JSON")]
    public void What_is_no_profile_is_one_line(string json)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));

        var error = Assert.Throws<InvalidDataException>(() => ProfileTrace.Read(stream, 0, 1))!;

        Assert.That(error.Message, Does.StartWith("ONNX Runtime's profile").And.Not.Contain("\n"));
    }
}
