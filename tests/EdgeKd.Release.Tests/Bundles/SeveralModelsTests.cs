namespace EdgeKd.Release.Tests.Bundles;

[TestFixture]
public class SeveralModelsTests
{
    [TestCase(0.8, "model.int8.onnx", "p90 0.800 ms against 1.500 ms of fp32")]
    [TestCase(1.6, "model.fp32.onnx", "p90 1.500 ms against 1.600 ms of int8")]
    [TestCase(1.58, "model.fp32.onnx", "p90 1.500 ms against 1.580 ms of int8")]
    [TestCase(1.57, "model.int8.onnx", "p90 1.570 ms against 1.500 ms of fp32; within 5 % of the fastest, and the smaller file (300 bytes against 1,000)")]
    [TestCase(1.5, "model.int8.onnx", "p90 1.500 ms against 1.500 ms of fp32; within 5 % of the fastest, and the smaller file (300 bytes against 1,000)")]
    [TestCase(1.45, "model.int8.onnx", "p90 1.450 ms against 1.500 ms of fp32")]
    public void A_target_loads_the_fastest(double int8P90Ms, string model, string because) =>
        Assert.That(BundleTarget.FastestOf("local", Samples.TwoPrecisions(int8P90Ms: int8P90Ms).Models, Samples.TwoModels().Models),
            Is.EqualTo(new BundleTarget("local", model, because)));

    [Test]
    public void Of_files_of_one_size_near_each_other_the_first_is_loaded_and_alone_it_is_the_only_one()
    {
        var models = Samples.TwoPrecisions(int8P90Ms: 1.49).Models.Select(model => model with { SizeBytes = 300 }).ToArray();
        Assert.That(BundleTarget.FastestOf("local", models, Samples.TwoModels().Models).Model, Is.EqualTo("model.fp32.onnx"));
        Assert.That(BundleTarget.FastestOf("local", models[1..], Samples.TwoModels().Models), Is.EqualTo(new BundleTarget("local", "model.int8.onnx", "p90 1.490 ms, the only model")));
    }

    [Test]
    public void A_bundle_of_two_models_says_which_is_which()
    {
        using var folder = new TemporaryFolder();
        using var bundle = BundleReader.Open(Samples.Bundle(folder.Path, Samples.TwoPrecisions(), manifest: Samples.TwoModels()));

        Assert.That(bundle.Manifest.Files.Select(file => file.Path), Is.EqualTo(new[] { "model.fp32.onnx", "model.int8.onnx", "validation.json", "verdict.json" }));
        Assert.That(bundle.Manifest.Files.Select(file => (file.Sha256.Length, file.SizeBytes > 0)), Is.All.EqualTo((64, true)));
        Assert.That(bundle.Manifest.Model(), Is.EqualTo(new BundleModel("int8", "model.int8.onnx")));
        Assert.That(bundle.Manifest.Model("fp32").File, Is.EqualTo("model.fp32.onnx"));
        Assert.That(() => bundle.Manifest.Model("fp16"), Throws.TypeOf<InvalidDataException>().With.Message.Contains("no fp16 model; it holds fp32, int8"));
    }

    private static readonly TestCaseData[] WrongManifests =
    [
        new(Samples.TwoModels() with { Models = [] }, "models is empty"),
        new(Samples.TwoModels() with { Models = [null!] }, "models[0] is null"),
        new(Samples.TwoModels() with { Models = [new("a\nb", "model.fp32.onnx")] }, "models[0].precision is 'ab'"),
        new(Samples.TwoModels() with { Models = [new("fp32", "../model.onnx")] }, "models[0].file '../model.onnx' is none of files"),
        new(Samples.TwoModels() with { Models = [new("fp32", "model.fp32.onnx"), new("fp32", "model.int8.onnx")] }, "models[1] has the precision or the file of an earlier one"),
        new(Samples.TwoModels() with { Models = [new("fp32", "model.fp32.onnx"), new("int8", "model.fp32.onnx")] }, "models[1] has the precision or the file of an earlier one"),
        new(Samples.TwoModels() with { Targets = [] }, "targets is empty"),
        new(Samples.TwoModels() with { Targets = [null!] }, "targets[0] is null"),
        new(Samples.TwoModels() with { Targets = [new("", "model.fp32.onnx", "why")] }, "targets[0].name is ''"),
        new(Samples.TwoModels() with { Targets = [new("local", "model.fp32.onnx", "")] }, "targets[0].because is empty"),
        new(Samples.TwoModels() with { Targets = [new("local", "verdict.json", "why")] }, "targets[0].model 'verdict.json' is none of models"),
        new(Samples.TwoModels() with { Targets = [new("local", "model.fp32.onnx", "why"), new("local", "model.int8.onnx", "why")] }, "targets[1].name 'local' stands there twice"),
    ];

    [TestCaseSource(nameof(WrongManifests))]
    public void A_wrong_field_of_models_or_targets_is_named(BundleManifest manifest, string message) =>
        Assert.That(manifest.ToBytes, Throws.TypeOf<InvalidDataException>().With.Message.Contains(message).And.Message.Not.Contains("\n"));
}
