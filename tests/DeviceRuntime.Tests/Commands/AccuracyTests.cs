using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using EdgeKd.Data;
using EdgeKd.Edge;

namespace EdgeKd.DeviceRuntime.Tests.Commands;

/// <summary>The runner answers as EdgeKd.Edge does, of the same runtime's library bit by bit.</summary>
[TestFixture]
public class AccuracyTests
{
    private static readonly SampleRelease Release = new();

    [OneTimeTearDown]
    public static void TearDown() => Release.Dispose();

    [TestCase("fp32"), TestCase("int8")]
    public void Answers_are_those_of_Edge(string precision)
    {
        var logitsFile = Release["logits.bin"];
        var json = Run(Release.Bundle, "--precision", precision, "--logits", logitsFile).Json;
        using var images = PackedImages.Open(Release.Data);
        using var model = OnnxClassifier.Open(precision == "fp32" ? Release.Model : Release.OtherModel);
        var expected = AccuracyRunner.Run(model, images, SmallModel.Normalization);
        var answers = json.GetProperty("answers").EnumerateArray().ToArray();
        Assert.That(answers, Has.Length.EqualTo(images.Count));
        var written = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(logitsFile)).ToArray();
        for (var i = 0; i < images.Count; i++)
        {
            var logits = model.Run(Input(images, i), 1);
            Assert.That(written.AsSpan(i * SampleRelease.Classes, SampleRelease.Classes).SequenceEqual(logits), $"image {i}: the logits are not Edge's, bit by bit");
            Assert.That(answers[i].GetProperty("logits").GetString(), Is.EqualTo(Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(logits.AsSpan())))[..16]));
            Assert.That(Numbers(answers[i].GetProperty("top")), Is.EqualTo(expected.Answers.Top[(i * 5)..(i * 5 + 5)]));
            Assert.That(answers[i].GetProperty("score").GetDouble(), Is.EqualTo(expected.Answers.Confidence[i]).Within(1e-6));
            Assert.That(answers[i].GetProperty("labelLogProbability").GetDouble(), Is.EqualTo(expected.Answers.LabelLogProbability[i]).Within(1e-5));
        }
    }

    [Test]
    public void The_result_says_what_ran_on_what()
    {
        var json = Run(Release.Bundle, "--key", Release.Key, "--threads", "2", "--limit", "3").Json;
        var header = File.ReadAllBytes(Release.Data).AsSpan(40, 32);
        Assert.Multiple(() =>
        {
            Assert.That(json.GetProperty("schema").GetInt32(), Is.EqualTo(1));
            Assert.That(json.GetProperty("mode").GetString(), Is.EqualTo("accuracy"));
            Assert.That(json.GetProperty("model").ToString(), Does.Contain("\"file\":\"model.int8.onnx\"").And.Contain("\"precision\":\"int8\"").And.Contain("\"verified\":\"signature\""));
            Assert.That(json.GetProperty("model").GetProperty("sha256").GetString(), Is.EqualTo(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Release.OtherModel)))));
            Assert.That(json.GetProperty("data").GetProperty("count").GetInt32(), Is.EqualTo(3));
            Assert.That(json.GetProperty("answers").GetArrayLength(), Is.EqualTo(3));
            Assert.That(json.GetProperty("runtime").GetProperty("threads").GetInt32(), Is.EqualTo(2));
            Assert.That(json.GetProperty("runtime").GetProperty("onnxRuntime").GetString(), Is.EqualTo(OnnxRuntimeInfo.Version));
            Assert.That(json.GetProperty("device").GetProperty("arch").GetString(), Is.EqualTo("x86_64"));
            Assert.That(json.GetProperty("device").GetProperty("cpu").GetString(), Is.EqualTo(CpuInfo.ModelName));
            Assert.That(json.GetProperty("device").GetProperty("emulated").GetBoolean(), Is.False);
            Assert.That(json.GetProperty("peakMemoryBytes").GetInt64(), Is.GreaterThan(1 << 20));
            Assert.That(json.GetProperty("loadMs").GetDouble(), Is.GreaterThan(0));
        });
        Assert.That(json.GetProperty("data").GetProperty("sha256").GetString(), Is.EqualTo(Convert.ToHexStringLower(header)));
        var nodes = json.GetProperty("runtime").GetProperty("provider").GetProperty("nodes").EnumerateObject().ToArray();
        Assert.That(nodes.Select(node => node.Name), Is.EqualTo(new[] { "CPUExecutionProvider" }));
        Assert.That(nodes[0].Value.GetInt32(), Is.InRange(2, 8), "Conv (with Relu), pool, Gemm and what the optimiser puts between");
    }

    [TestCase("local", "int8"), TestCase("pi", "fp32"), TestCase("elsewhere", "int8")]
    public void A_target_gets_the_model_that_the_bundle_names_for_it(string target, string precision) =>
        Assert.That(Run(Release.Bundle, "--target", target, "--limit", "1").Json.GetProperty("model").GetProperty("precision").GetString(), Is.EqualTo(precision));

    [Test]
    public void An_unpacked_bundle_and_a_bare_file_answer_alike()
    {
        using var folder = new TemporaryFolder();
        System.IO.Compression.ZipFile.ExtractToDirectory(Release.Bundle, folder.Path);
        var packed = Run(Release.Bundle, "--precision", "fp32").Json;
        var unpacked = Run(folder.Path, "--precision", "fp32", "--key", Release.Key).Json;
        var bare = Run(Release.Model).Json;
        Assert.That(unpacked.GetProperty("answers").ToString(), Is.EqualTo(packed.GetProperty("answers").ToString()));
        Assert.That(bare.GetProperty("answers").ToString(), Is.EqualTo(packed.GetProperty("answers").ToString()));
        Assert.That(unpacked.GetProperty("model").GetProperty("verified").GetString(), Is.EqualTo("signature"));
        Assert.That(packed.GetProperty("model").GetProperty("verified").GetString(), Is.EqualTo("digests"));
        Assert.That(bare.GetProperty("model").GetProperty("verified").GetString(), Is.EqualTo("none"));
        Assert.That(bare.GetProperty("model").GetProperty("bundle").ValueKind, Is.EqualTo(JsonValueKind.Null));
    }

    [Test]
    public void Out_gets_the_result_and_nothing_else_is_written()
    {
        using var folder = new TemporaryFolder();
        var outcome = Run(Release.Model, "--limit", "2", "--out", folder["result.json"]);
        Assert.That((outcome.ExitCode, outcome.Output, outcome.Error), Is.EqualTo((0, "", "")));
        Assert.That(JsonDocument.Parse(File.ReadAllBytes(folder["result.json"])).RootElement.GetProperty("answers").GetArrayLength(), Is.EqualTo(2));
        Assert.That(Directory.GetFileSystemEntries(folder.Path), Has.Length.EqualTo(1));
    }

    [Test]
    public void Data_of_other_classes_is_refused() =>
        Run(Release.Write("1.0.0", "other.zip", change: manifest => manifest with { Labels = ["class-1", "class-0", .. manifest.Labels.Skip(2)] }))
            .Require(1, "Class 0 is 'class-1' in the model and 'class-0' in the data");

    [Test]
    public void A_provider_that_the_library_has_not_is_named() =>
        Run(Release.Model, "--provider", "cuda").Require(1, "the provider cuda cannot be used");

    private static RunnerOutcome Run(string model, params string[] options) =>
        RunnerProcess.Run(["accuracy", model, "--data", Release.Data, "--runtime", RunnerProcess.EdgesLibrary, .. options]);

    private static int[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(number => number.GetInt32())];

    private static float[] Input(IImageSet images, int index)
    {
        const int margin = (SampleRelease.Stored - SampleRelease.Size) / 2;
        var pixels = new byte[SampleRelease.Stored * SampleRelease.Stored * 3];
        images.CopyPixels(index, pixels);
        byte[] cut = [.. Enumerable.Range(margin, SampleRelease.Size).SelectMany(y => pixels.Skip((y * SampleRelease.Stored + margin) * 3).Take(SampleRelease.Size * 3))];
        var input = new float[3 * SampleRelease.Size * SampleRelease.Size];
        Preprocessing.ToModelInput(cut, SampleRelease.Size, SampleRelease.Size, SmallModel.Normalization, input);
        return input;
    }
}
