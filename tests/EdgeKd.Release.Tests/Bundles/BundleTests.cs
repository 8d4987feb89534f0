namespace EdgeKd.Release.Tests.Bundles;

[TestFixture]
public class BundleTests
{
    [Test]
    public void WhatIsPackedIsRead()
    {
        using var folder = new TemporaryFolder();
        var zip = Samples.Bundle(folder.Path, model: "some weights");

        using var bundle = BundleReader.Open(zip);

        Assert.That(bundle.Manifest.Files.Select(file => file.Path), Is.EqualTo(new[] { "model.fp32.onnx", "validation.json", "verdict.json" }));
        Assert.That(System.Text.Encoding.UTF8.GetString(bundle.Read("model.fp32.onnx")), Is.EqualTo("some weights"));
        Assert.That(bundle.ReadManifest(), Is.EqualTo(bundle.Manifest.ToBytes()));
        Assert.That(() => bundle.Read("model.int8.onnx"), Throws.TypeOf<InvalidDataException>().With.Message.Contains("holds no model.int8.onnx"));
    }

    [Test]
    public void TheSamePartsAreTheSameBytes()
    {
        using var first = new TemporaryFolder();
        using var second = new TemporaryFolder();
        var bytes = File.ReadAllBytes(Samples.Bundle(first.Path));
        // Other write times, another order of the dictionary, another place.
        var zip = Samples.Bundle(second.Path);
        var files = Directory.EnumerateFiles(second["parts"]).OrderDescending().ToDictionary(file => Path.GetFileName(file));
        foreach (var file in files.Values)
            File.SetLastWriteTimeUtc(file, new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc));
        BundleWriter.Write(second["again.zip"], Samples.Manifest(), files);

        Assert.That(File.ReadAllBytes(zip), Is.EqualTo(bytes));
        Assert.That(File.ReadAllBytes(second["again.zip"]), Is.EqualTo(bytes));
    }

    [TestCase("../evil"), TestCase("/etc/passwd"), TestCase("a//b"), TestCase("a/"), TestCase(""), TestCase("a\\b"), TestCase("c:d")]
    [TestCase("bundle.json"), TestCase("BUNDLE.json"), TestCase("model.sig"), TestCase("Model.sig"), TestCase("./a"), TestCase("a/.."), TestCase(".hidden"), TestCase("trailing."), TestCase("new\nline")]
    public void APathThatCannotStandInABundleIsNotPacked(string path)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["part"], "x");
        Assert.That(() => BundleWriter.Write(folder["b.zip"], Samples.Manifest(), new Dictionary<string, string> { [path] = folder["part"] }),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("files[0]").And.Message.Not.Contains("\n"));
        Assert.That(Directory.GetFiles(folder.Path), Is.EqualTo(new[] { folder["part"] }));
    }

    [Test]
    public void APartThatIsMissingLeavesNothingBehind()
    {
        using var folder = new TemporaryFolder();
        Assert.That(() => BundleWriter.Write(folder["b.zip"], Samples.Manifest(), new Dictionary<string, string> { ["a"] = folder["none"] }), Throws.InstanceOf<IOException>());
        Assert.That(Directory.GetFiles(folder.Path), Is.Empty);
    }

    [Test]
    public void AManifestWithoutTheNewerFieldsIsThatOfNumbersResizedBilinearly()
    {
        var json = System.Text.Encoding.UTF8.GetString(Samples.Manifest().ToBytes());
        var old = string.Join('\n', json.Split('\n').Where(line => !line.Contains("\"dtype\"") && !line.Contains("\"interpolation\"")))
            .Replace("\"resize\": \"" + Samples.Manifest().Input.Resize + "\",", "\"resize\": \"" + Samples.Manifest().Input.Resize + "\"", StringComparison.Ordinal);
        Assert.That(old, Has.Length.LessThan(json.Length));
        Assert.That(BundleManifest.Parse(System.Text.Encoding.UTF8.GetBytes(old), "old").Input is { Dtype: "float32", Interpolation: "bilinear" });
    }

    [Test]
    public void AModelThatTakesPixelsCanBePacked()
    {
        var input = Samples.Manifest().Input with { Layout = "NHWC", Dtype = "uint8", Interpolation = "bicubic" };
        var read = BundleManifest.Parse((Samples.Manifest() with { Input = input }).ToBytes(), "m").Input;
        Assert.That((read.Layout, read.Dtype, read.Interpolation), Is.EqualTo(("NHWC", "uint8", "bicubic")));
    }

    private static readonly TestCaseData[] WrongManifests =
    [
        new(Samples.Manifest() with { Name = "../x" }, "name is '../x'"),
        new(Samples.Manifest() with { Version = "" }, "version is ''"),
        new(Samples.Manifest() with { Profile = "full" }, "profile is 'full'"),
        new(Samples.Manifest() with { Labels = ["one"] }, "labels has 1 entries"),
        new(Samples.Manifest() with { Labels = ["one", "t\nwo"] }, "labels[1]"),
        new(Samples.Manifest() with { Input = Samples.Manifest().Input with { Height = 0 } }, "input.height is 0"),
        new(Samples.Manifest() with { Input = Samples.Manifest().Input with { Std = [1, 0, 1] } }, "input.std"),
        new(Samples.Manifest() with { Input = Samples.Manifest().Input with { Mean = [double.NaN, 0, 1] } }, "input.mean"),
        new(Samples.Manifest() with { Input = Samples.Manifest().Input with { Range = [1, 0] } }, "input.range"),
        new(Samples.Manifest() with { Input = Samples.Manifest().Input with { Layout = "NHWC" } }, "input.layout and input.dtype are 'NHWC' and 'float32'"),
        new(Samples.Manifest() with { Input = Samples.Manifest().Input with { Dtype = "uint8" } }, "input.layout and input.dtype are 'NCHW' and 'uint8'"),
        new(Samples.Manifest() with { Input = Samples.Manifest().Input with { Interpolation = "nearest" } }, "input.interpolation is 'nearest'"),
        new(Samples.Manifest() with { Schema = 9 }, "schema is 9"),
        new(Samples.Manifest() with { Schema = 2 }, "schema is 2"),
    ];

    [TestCaseSource(nameof(WrongManifests))]
    public void AWrongFieldOfTheManifestIsNamed(BundleManifest manifest, string message)
    {
        using var folder = new TemporaryFolder();
        Assert.That(() => BundleWriter.Write(folder["b.zip"], manifest, new Dictionary<string, string>()), Throws.TypeOf<InvalidDataException>().With.Message.Contains(message));
    }
}
