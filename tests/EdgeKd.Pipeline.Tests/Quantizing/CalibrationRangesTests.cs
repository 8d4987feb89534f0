using EdgeKd.Onnx;
using EdgeKd.Pipeline.Quantizing;

namespace EdgeKd.Pipeline.Tests.Quantizing;

[TestFixture]
public class CalibrationRangesTests
{
    private static readonly CalibrationRanges Ranges = new()
    {
        Method = "entropy",
        Images = 512,
        ModelSha256 = new string('a', 64),
        DataSha256 = new string('b', 64),
        Ranges = new Dictionary<string, ActivationRange> { ["input"] = new(-2, 2.0000002f), ["x"] = new(0, 6) },
    };

    private readonly TemporaryFolder _folder = new();

    [OneTimeTearDown]
    public void Clean() => _folder.Dispose();

    private string Path => _folder.File("ranges.json");

    [Test]
    public void What_is_saved_is_read_to_the_last_bit()
    {
        Ranges.Save(Path);
        var read = CalibrationRanges.Load(Path, Ranges.ModelSha256, Ranges.DataSha256, ["input", "x"]);
        Assert.That(read.Ranges, Is.EqualTo(Ranges.Ranges));
        Assert.That(read with { Ranges = Ranges.Ranges }, Is.EqualTo(Ranges));
    }

    [TestCase('c', 'b', "x", "its ranges belong to another model (SHA-256 aaaaaaaaaaaa, this one has cccccccccccc); calibrate anew by removing quantize.ranges")]
    [TestCase('a', 'c', "x", "its ranges were found on other training images (SHA-256 bbbbbbbbbbbb, these have cccccccccccc); calibrate anew by removing quantize.ranges")]
    [TestCase('a', 'b', "y", "it has no range for tensor 'y'; calibrate anew by removing quantize.ranges")]
    public void Ranges_of_something_else_are_refused(char model, char data, string tensor, string problem)
    {
        Ranges.Save(Path);
        Assert.That(() => CalibrationRanges.Load(Path, new string(model, 64), new string(data, 64), [tensor]),
            Throws.InstanceOf<InvalidDataException>().With.Message.EqualTo($"{Path}: {problem}"));
    }

    [TestCase(2f, 1f)]
    public void Ranges_upside_down_are_refused(float min, float max)
    {
        (Ranges with { Ranges = new Dictionary<string, ActivationRange> { ["x"] = new(min, max) } }).Save(Path);
        Assert.That(() => CalibrationRanges.Load(Path, Ranges.ModelSha256, Ranges.DataSha256, ["x"]),
            Throws.InstanceOf<InvalidDataException>().With.Message.EqualTo($"{Path}: the range of 'x' is 2 to 1, which is none; calibrate anew by removing quantize.ranges"));
    }

    [TestCase("")]
    [TestCase("null")]
    [TestCase("{}")]
    [TestCase("[1]")]
    [TestCase("{ \"format\": 2, \"method\": \"mse\", \"images\": 1, \"modelSha256\": \"a\", \"dataSha256\": \"b\", \"ranges\": {} }")]
    [TestCase("{ \"format\": 1, \"method\": \"mse\", \"images\": 1, \"modelSha256\": \"a\", \"dataSha256\": \"b\", \"ranges\": null }")]
    [TestCase("{ \"format\": 1, \"method\": \"mse\", \"images\": 1, \"modelSha256\": \"a\", \"dataSha256\": \"b\", \"ranges\": { \"x\": 5 } }")]
    public void What_is_no_ranges_file_is_one_line(string text)
    {
        File.WriteAllText(Path, text);
        Assert.That(() => CalibrationRanges.Load(Path, "a", "b", []),
            Throws.InstanceOf<InvalidDataException>().With.Message.StartsWith($"{Path}: not a ranges.json").And.Message.Not.Contains("\n"));
    }

    [Test]
    public void A_tensor_without_its_range_is_refused()
    {
        File.WriteAllText(Path, "{ \"format\": 1, \"method\": \"mse\", \"images\": 1, \"modelSha256\": \"a\", \"dataSha256\": \"b\", \"ranges\": { \"x\": null } }");
        Assert.That(() => CalibrationRanges.Load(Path, "a", "b", ["x"]), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("the range of 'x'"));
    }
}
