using System.Text.Json.Nodes;
using EdgeKd.Cli;
using EdgeKd.Onnx;

namespace EdgeKd.EndToEnd;

/// <summary><c>edgekd judge</c> on the ONNX files and images of a tiny recipe.</summary>
[TestFixture]
public class JudgeTests
{
    private readonly TinyRecipe _recipe = new(method: "method: ce, ");
    private string _model = "";
    private string _images = "";
    private string _policy = "";

    [OneTimeSetUp]
    public void Export()
    {
        Assert.That(_recipe.Run("export").Code, Is.Zero);
        _model = Directory.GetFiles(_recipe.Artifacts, "model.fp32.onnx", SearchOption.AllDirectories).Single();
        _images = Directory.GetFiles(_recipe.Artifacts, "test.images", SearchOption.AllDirectories).Single();
        _policy = Path.Combine(_recipe.Folder, "judge.yaml");
        File.WriteAllText(_policy, "policy: 1\nrules: [{ metric: top1, against: released, margin: 5 }]\n");
    }

    [OneTimeTearDown]
    public void Clean() => _recipe.Dispose();

    [Test]
    public void The_same_answers_pass()
    {
        var (code, output, errors) = Judge(_model, "--policy", _policy);
        Assert.That(code, Is.Zero, errors);
        Assert.That(output, Does.StartWith("PASS model.fp32 candidate (profile quick, against model.fp32.onnx)").And.Contain("  ok    top1 against released (fp32): "));
        Assert.That(errors, Does.Contain("accuracy of model.fp32.onnx on 240 images").And.Contain("paired blocks"));
    }

    [Test]
    public void A_file_that_was_in_use_before_is_stale()
    {
        var (code, output, _) = Judge(_model, "--policy", _policy, "--earlier", _model);
        Assert.That(code, Is.EqualTo(ExitCodes.Refused));
        Assert.That(output, Does.Contain("cause weights-equal-release:model.fp32.onnx"));
    }

    [Test]
    public void Without_a_policy_accuracy_each_class_and_latency_are_judged()
    {
        var (_, output, errors) = Judge(_model, "--json");
        var verdict = JsonNode.Parse(output)!;
        var rules = verdict["rules"]!.AsArray();
        Assert.That(rules.Select(rule => (string)rule!["metric"]!).Distinct(), Is.EqualTo(new[] { "top1", "recall", "latencyP50Ms", "latencyRuns" }), errors);
        Assert.That(rules.Where(rule => (string)rule!["metric"]! is "top1" or "recall").Select(rule => (string)rule!["outcome"]!), Is.All.EqualTo("pass"));
        Assert.That(verdict["causes"]!.AsArray().Select(cause => (string)cause!["code"]!), Is.All.StartsWith("latency:"));
    }

    [Test]
    public void Classes_in_another_order_are_no_basis()
    {
        var model = OnnxFile.Load(_model);
        var labels = model.MetadataProps.Single(entry => entry.Key == Edge.MetadataKeys.Labels);
        labels.Value = new JsonArray([.. JsonNode.Parse(labels.Value)!.AsArray().Reverse().Select(label => label!.DeepClone())]).ToJsonString();
        var reversed = Path.Combine(_recipe.Folder, "reversed.onnx");
        OnnxFile.Save(model, reversed);

        var (code, output, errors) = Judge(reversed, "--policy", _policy);

        Assert.That((code, output), Is.EqualTo((ExitCodes.Failed, "")));
        Assert.That(errors.TrimEnd().Split('\n'), Has.Length.EqualTo(1).And.One.Contains("classes"));
    }

    private (int Code, string Output, string Errors) Judge(string candidate, params string[] more)
    {
        using StringWriter output = new(), errors = new();
        var code = Application.Run(["judge", candidate, "--against", _model, "--data", _images, .. more], output, errors, CancellationToken.None);
        return (code, output.ToString(), errors.ToString());
    }
}
