using EdgeKd.Data;
using EdgeKd.Data.Packing;

namespace EdgeKd.Edge.Tests.Golden;

[TestFixture]
public class GoldenSelfTestTests
{
    private const int Count = 6;

    private readonly TemporaryFolder _folder = new();
    private readonly TestModel _model = new() { Width = 4 };
    private OnnxClassifier _runtime = null!;

    [OneTimeSetUp]
    public void Pack()
    {
        _runtime = OnnxClassifier.Open(_model.Save(_folder));
        PackedImages.Write(new MemoryImages(Count, 4, 4, 7), _folder[GoldenAnswers.ImagesFileName]);
    }

    [OneTimeTearDown]
    public void Clean()
    {
        _runtime.Dispose();
        _folder.Dispose();
    }

    private IReadOnlyList<float[]> Expected()
    {
        using var images = PackedImages.Open(_folder[GoldenAnswers.ImagesFileName]);
        var pixels = new byte[4 * 4 * 3];
        var input = new float[4 * 4 * 3];
        return [.. Enumerable.Range(0, Count).Select(i =>
        {
            images.CopyPixels(i, pixels);
            Preprocessing.ToModelInput(pixels, 4, 4, Normalization.Symmetric, input);
            return _model.Logits(input);
        })];
    }

    private string? FaultOf(IReadOnlyList<float[]> logits, double tolerance, string precision = "fp32")
    {
        var golden = new GoldenAnswers { Count = logits.Count, Data = GoldenAnswers.ImagesFileName, Precisions = new Dictionary<string, GoldenPrecision> { ["fp32"] = new(logits, tolerance) } };
        File.WriteAllBytes(_folder[GoldenAnswers.FileName], golden.ToBytes());
        return GoldenSelfTest.FaultOf(_folder.Path, precision, _runtime, Normalization.Symmetric);
    }

    [Test]
    public void The_model_of_the_answers_passes() => Assert.That(FaultOf(Expected(), 1e-4), Is.Null);

    [Test]
    public void Another_answer_is_named_with_its_image()
    {
        var logits = Expected();
        logits[3][2] += 0.5f;
        Assert.That(FaultOf(logits, 0.49), Does.Contain("0.5").And.EndsWith("first on image 3"));
        Assert.That(FaultOf(logits, 0.51), Is.Null);
    }

    [Test]
    public void Files_that_do_not_belong_together_are_refused()
    {
        Assert.That(() => FaultOf(Expected(), 1, "int8"), Throws.TypeOf<InvalidDataException>().With.Message.Contains("no answers of the precision int8"));
        Assert.That(() => FaultOf([.. Expected().Take(5)], 1), Throws.TypeOf<InvalidDataException>().With.Message.Contains("5 answers of 7 classes"));
        Assert.That(() => FaultOf([.. Expected().Select(row => row[..6])], 1), Throws.TypeOf<InvalidDataException>().With.Message.Contains("6 classes"));
    }
}
