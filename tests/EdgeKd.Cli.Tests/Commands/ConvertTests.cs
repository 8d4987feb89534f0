using System.Text.Json.Nodes;
using EdgeKd.Models;
using TorchSharp;

namespace EdgeKd.Cli.Tests.Commands;

/// <summary><c>convert</c> and <c>inspect</c> on real files of weights.</summary>
[TestFixture]
[NonParallelizable]
public class ConvertTests
{
    private const int Classes = 3;

    private string _folder = null!;
    private string _weights = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = Directory.CreateTempSubdirectory("edgekd-cli-").FullName;
        _weights = In("weights.safetensors");
        using var network = ModelZoo.Create("resnet8", new ModelOptions { Classes = Classes });
        Checkpoint.Save(network, _weights);
    }

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);

    private static (int Code, string Output, string Errors) Run(params string[] arguments)
    {
        using StringWriter output = new(), errors = new();
        var code = Application.Run(arguments, output, errors, CancellationToken.None);
        return (code, output.ToString(), errors.ToString());
    }

    private static string Done(params string[] arguments)
    {
        var (code, output, errors) = Run(arguments);
        Assert.That((code, errors), Is.EqualTo((ExitCodes.Done, "")));
        return output;
    }

    [TestCase(".pth")]
    [TestCase(".pt")]
    [TestCase(".PTH")]
    public void Weights_go_to_PyTorch_and_come_back_the_same(string extension)
    {
        Done("convert", _weights, In("there" + extension));
        Done("convert", In("there" + extension), In("back.safetensors"));

        using var original = CheckpointFile.Load(_weights);
        using var back = CheckpointFile.Load(In("back.safetensors"));
        Assert.That(back.Metadata, Is.EqualTo(new Dictionary<string, string> { ["format"] = "pt" }));
        Assert.That(back.Tensors.Keys, Is.EquivalentTo(original.Tensors.Keys));
        foreach (var (name, tensor) in original.Tensors)
            Assert.That(back.Tensors[name].bytes.SequenceEqual(tensor.bytes), name);
    }

    [Test]
    public void The_same_weights_give_the_same_bytes_under_any_name()
    {
        Done("convert", _weights, In("a.pth"));
        Done("convert", _weights, In("b.pth"));

        Assert.That(File.ReadAllBytes(In("b.pth")), Is.EqualTo(File.ReadAllBytes(In("a.pth"))));
        Assert.That(Directory.GetFiles(_folder), Has.Length.EqualTo(3), "no temporary file is left");
    }

    [Test]
    public void Half_precision_halves_the_floats_and_keeps_the_counters()
    {
        var result = JsonNode.Parse(Done("convert", _weights, In("half.safetensors"), "--half", "--json"))!;
        using var half = CheckpointFile.Load(In("half.safetensors"));

        Assert.That(half.Tensors["fc.weight"].dtype, Is.EqualTo(torch.ScalarType.Float16));
        Assert.That(half.Tensors["bn1.num_batches_tracked"].dtype, Is.EqualTo(torch.ScalarType.Int64));
        Assert.That((long)result["sizeBytes"]!, Is.LessThan(0.6 * new FileInfo(_weights).Length));
    }

    [Test]
    public void A_value_beyond_half_precision_is_refused()
    {
        using var scope = torch.NewDisposeScope();
        Safetensors.Save(In("large.safetensors"), [new("w", torch.tensor(new[] { 1f, 70000f, float.PositiveInfinity }))]);
        Safetensors.Save(In("infinite.safetensors"), [new("w", torch.tensor(new[] { 1f, 65504f, float.PositiveInfinity }))]);

        var (code, _, errors) = Run("convert", In("large.safetensors"), In("half.pth"), "--half");

        Assert.That((code, File.Exists(In("half.pth"))), Is.EqualTo((ExitCodes.Failed, false)));
        Assert.That(errors, Does.Contain("'w' holds values beyond 65504"));
        Done("convert", In("infinite.safetensors"), In("half.pth"), "--half");
    }

    [Test]
    public void A_distillers_checkpoint_gives_its_student_and_says_so()
    {
        using var scope = torch.NewDisposeScope();
        Safetensors.Save(In("latest.safetensors"), [new("module.student.w", torch.ones(2)), new("module.teacher.w", torch.zeros(2))]);

        var output = Done("convert", In("latest.safetensors"), In("student.pth"));
        Done("convert", In("latest.safetensors"), In("all.pth"), "--keep-names");

        Assert.That(output, Does.Contain("'module.'").And.Contain("'student.'").And.Contain("'teacher.'"));
        using var student = CheckpointFile.Load(In("student.pth"));
        using var all = CheckpointFile.Load(In("all.pth"));
        Assert.That(student.Tensors.Keys, Is.EqualTo(new[] { "w" }));
        Assert.That(student.Tensors["w"].data<float>().ToArray(), Is.EqualTo(new[] { 1f, 1f }));
        Assert.That(all.Tensors.Keys, Is.EquivalentTo(new[] { "module.student.w", "module.teacher.w" }));
    }

    [Test]
    public void An_existing_file_is_replaced_only_by_force()
    {
        File.WriteAllText(In("out.pth"), "precious");

        var (code, _, errors) = Run("convert", _weights, In("out.pth"));

        Assert.That((code, File.ReadAllText(In("out.pth"))), Is.EqualTo((ExitCodes.Failed, "precious")));
        Assert.That(errors, Does.Contain("--force"));
        Done("convert", _weights, In("out.pth"), "--force");
        Assert.That(CheckpointFile.FormatOf(In("out.pth")), Is.EqualTo(CheckpointFormat.PyTorch));
    }

    [TestCase("out.txt", "no extension")]
    [TestCase("out", "no extension")]
    public void An_unknown_output_is_refused(string output, string message)
    {
        var (code, _, errors) = Run("convert", _weights, In(output));

        Assert.That((code, File.Exists(In(output))), Is.EqualTo((ExitCodes.Failed, false)));
        Assert.That(errors, Does.Contain(message));
    }

    [Test]
    public void Weights_become_an_ONNX_model_whose_costs_are_shown()
    {
        Done("convert", _weights, In("weights.pth"));
        Done("convert", In("weights.pth"), In("model.onnx"), "--model", "resnet8", "--classes", $"{Classes}", "--image-size", "32", "--opset", "13");

        var model = JsonNode.Parse(Done("inspect", In("model.onnx"), "--json"))!;
        using var network = ModelZoo.Create("resnet8", new ModelOptions { Classes = Classes });
        Assert.That((long)model["macs"]!, Is.EqualTo(ModelCost.Measure(network, 32, 32).Macs));
        Assert.That(model["layers"]!.AsArray(), Has.Count.EqualTo(10), "nine convolutions and a linear layer");
        Assert.That(model["facts"]!.AsArray().Select(fact => $"{fact!["name"]} {fact["value"]}"), Has.One.Contains("ai.onnx 13"));
        Assert.That(Done("inspect", In("model.onnx")), Does.Contain("layer      fc: Gemm to [1, 3], 195 parameters, 192 MACs"));
        Assert.That(Directory.GetFiles(_folder), Has.Length.EqualTo(3), "no temporary file is left");
    }

    [Test]
    public void An_ONNX_model_says_how_its_images_are_normalised_and_what_its_logits_are()
    {
        File.WriteAllLines(In("labels.txt"), ["ant", "bee", "cow"]);
        Done("convert", _weights, In("model.onnx"), "--model", "resnet8", "--classes", $"{Classes}",
            "--mean", "0.1,0.2,0.3", "--std", "0.4,0.5,0.6", "--labels", In("labels.txt"));

        using var model = Edge.OnnxClassifier.Open(In("model.onnx"));
        Assert.Multiple(() =>
        {
            Assert.That(model.Normalization.Mean, Is.EqualTo(new[] { 0.1f, 0.2f, 0.3f }));
            Assert.That(model.Normalization.StandardDeviation, Is.EqualTo(new[] { 0.4f, 0.5f, 0.6f }));
            Assert.That(model.Labels, Is.EqualTo(new[] { "ant", "bee", "cow" }));
            Assert.That(model.Height, Is.EqualTo(32), "the network's usual size");
        });
    }

    [TestCase("--mean 0.1,0.2,0.3", "belong together")]
    [TestCase("--mean 0.1,0.2 --std 1,1,1", "three numbers")]
    [TestCase("--mean a,b,c --std 1,1,1", "'a' is none")]
    public void Numbers_that_normalise_nothing_are_refused(string options, string problem)
    {
        var (code, _, errors) = Run(["convert", _weights, In("model.onnx"), "--model", "resnet8", "--classes", $"{Classes}", .. options.Split(' ')]);

        Assert.That((code, errors), Is.EqualTo((ExitCodes.Usage, errors)));
        Assert.That(errors, Does.Contain(problem));
    }

    [Test]
    public void Statistics_are_no_parameters()
    {
        using var network = ModelZoo.Create("resnet8", new ModelOptions { Classes = Classes });
        var weights = JsonNode.Parse(Done("inspect", _weights, "--json"))!;

        Assert.That((long)weights["parameters"]!, Is.EqualTo(ModelCost.Measure(network, 32, 32).Parameters));
    }

    [Test]
    public void Weights_of_another_network_do_not_become_a_model()
    {
        var (code, _, errors) = Run("convert", _weights, In("model.onnx"), "--model", "resnet20", "--classes", $"{Classes}");

        Assert.That((code, File.Exists(In("model.onnx"))), Is.EqualTo((ExitCodes.Failed, false)));
        Assert.That(errors, Does.Contain("does not fit resnet20").And.Contain("missing"));
    }

    [Test]
    public void A_model_is_no_input()
    {
        Done("convert", _weights, In("model.onnx"), "--model", "resnet8", "--classes", $"{Classes}");

        var (code, _, errors) = Run("convert", In("model.onnx"), In("weights.pth"));

        Assert.That((code, errors), Is.EqualTo((ExitCodes.Failed, errors)));
        Assert.That(errors, Does.Contain("not a file of weights"));
    }

    [Test]
    public void A_name_that_would_steer_the_terminal_is_shown_harmless()
    {
        using var scope = torch.NewDisposeScope();
        Safetensors.Save(In("w.safetensors"), [new("a\u001b[2J\nb", torch.ones(2))]);

        Assert.That(Done("inspect", In("w.safetensors")), Does.Contain("tensor     a\ufffd[2J\ufffdb: float32 [2]"));
    }

    [TestCase("w.pth", "PyTorch checkpoint")]
    [TestCase("w.safetensors", "safetensors checkpoint")]
    public void Weights_are_inspected(string name, string kind)
    {
        using var scope = torch.NewDisposeScope();
        Safetensors.Save(In("named.safetensors"), [new("module.w", torch.ones(2, 3, dtype: torch.float16)), new("module.n", torch.ones([], dtype: torch.int64))]);
        Done("convert", In("named.safetensors"), In(name), "--keep-names");

        var json = JsonNode.Parse(Done("inspect", In(name), "--json"))!;

        Assert.That((string)json["kind"]!, Is.EqualTo(kind));
        Assert.That(((long)json["parameters"]!, json["macs"]), Is.EqualTo((7L, (JsonNode?)null)));
        Assert.That(json["tensors"]!.AsArray().Select(t => $"{t!["name"]} {t["type"]} {t["shape"]!.ToJsonString()}"), Is.EquivalentTo(new[] { "module.w float16 [2,3]", "module.n int64 []" }));
        Assert.That(Done("inspect", In(name)), Does.Contain("tensor     module.w: float16 [2, 3]").And.Contain("'module.'").And.Contain("MACs are unknown"));
    }
}
