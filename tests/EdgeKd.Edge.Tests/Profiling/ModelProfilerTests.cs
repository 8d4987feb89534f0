using EdgeKd.Onnx;

namespace EdgeKd.Edge.Tests.Profiling;

[TestFixture]
public class ModelProfilerTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    private string Optimized => Path.Combine(_folder.Path, "optimized.onnx");

    [Test]
    public void The_nodes_of_the_optimized_graph_are_timed_and_fit_into_an_inference()
    {
        var profile = ModelProfiler.Run(new TestModel { Height = 32, Width = 32 }.Save(_folder), Optimized, new ProfileOptions { Runs = 4 });

        Assert.That(profile.Nodes.Select(node => node.Name), Is.EqualTo(ModelProto.Parser.ParseFrom(File.ReadAllBytes(Optimized)).Graph.Node.Select(node => node.Name)));
        Assert.That(profile.Nodes.Select(node => node.Provider), Has.All.EqualTo("CPUExecutionProvider"));
        Assert.That(profile.Nodes.Sum(node => node.TimeMs), Is.EqualTo(profile.NodesMs).And.LessThanOrEqualTo(profile.InferenceMs));
        Assert.That((profile.Runs, profile.Threads), Is.EqualTo((4, 1)));
    }

    [Test]
    public void An_open_shape_can_be_given()
    {
        var options = new ProfileOptions { Runs = 1, Shapes = new Dictionary<string, IReadOnlyList<int>> { ["input"] = [5, 3, 4, 5] } };

        Assert.That(ModelProfiler.Run(new TestModel().Save(_folder), Optimized, options).Runs, Is.EqualTo(1));
    }

    [TestCase("input", 1, 3, 4)]
    [TestCase("input", 1, 3, 9, 5)]
    [TestCase("input", 0, 3, 4, 5)]
    [TestCase("image", 1, 3, 4, 5)]
    public void A_shape_that_does_not_fit_is_refused(string name, params int[] shape)
    {
        var options = new ProfileOptions { Shapes = new Dictionary<string, IReadOnlyList<int>> { [name] = shape } };

        Assert.Throws<ArgumentException>(() => ModelProfiler.Run(new TestModel().Save(_folder), Optimized, options));
    }

    [Test]
    public void An_input_that_would_fill_the_memory_is_refused()
    {
        var model = new TestModel().Build();
        model.Graph.Node.Clear();
        model.Graph.Node.Add(new NodeProto { OpType = "GlobalAveragePool", Input = { "input" }, Output = { "logits" } });
        model.Graph.Input[0] = TestModel.Value("input", [1, 3, 1 << 15, 1 << 15]);
        model.Graph.Output[0] = TestModel.Value("logits", [1, 3, 1, 1]);
        var path = TestModel.Save(model, _folder);

        var error = Assert.Throws<InvalidDataException>(() => ModelProfiler.Run(path, Optimized))!;

        Assert.That(error.Message, Does.Contain("more than 268,435,456 elements"));
    }

    [Test]
    public void A_cancelled_profile_leaves_at_once()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();

        Assert.Throws<OperationCanceledException>(() => ModelProfiler.Run(new TestModel().Save(_folder), Optimized, null, source.Token));
    }
}
