using EdgeKd.Data;
using EdgeKd.Onnx;
using EdgeKd.Pipeline.Recipes;
using EdgeKd.Pipeline.Teachers;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Pipeline.Tests.Teachers;

[TestFixture]
public class OnnxTeacherTests
{
    private static readonly string[] Classes = ["a", "b", "c", "d"];

    // A free batch, image by image, in fours with a last one that is not full; and bytes.
    [TestCase(0, 6, false)]
    [TestCase(1, 6, false)]
    [TestCase(4, 6, false)]
    [TestCase(0, 0, false)]
    [TestCase(0, 6, true)]
    [TestCase(1, 0, true)]
    public void Logits_and_features_are_the_models(int batchInFile, int size, bool bytes)
    {
        using var scope = NewDisposeScope();
        using var teacher = OnnxTeacher.Open(
            new PooledModel { Batch = batchInFile, Size = size, Bytes = bytes }.Build(), "m.onnx", new OnnxTeacherOptions { Features = ["map", "pooled"], DefaultImageSize = 6 });
        using var batch = new Batch((rand(7, 3, 6, 6) * 255).round(), zeros(7, dtype: ScalarType.Int64), [0, 1, 2, 3, 4, 5, 6]);

        var output = teacher.Forward(batch);

        var means = batch.Images.mean([2, 3]);
        var expected = cat([means, means.narrow(1, 0, 1)], 1) + arange(4);
        Assert.That((teacher.ClassCount, teacher.Height, teacher.Width, teacher.TakesBytes), Is.EqualTo((4, 6, 6, bytes)));
        Assert.That((output.Logits - expected).abs().max().ToSingle(), Is.LessThan(1e-3));
        Assert.That(teacher.FeatureShapes["map"], Is.EqualTo(new long[] { 3, 1, 1 }));
        Assert.That((output.Features["pooled"] - means).abs().max().ToSingle(), Is.LessThan(1e-3));
        Assert.That(output.Features["map"].shape, Is.EqualTo(new long[] { 7, 3, 1, 1 }));
    }

    [Test]
    public void A_files_own_metadata_say_classes_and_normalisation()
    {
        using var folder = new TemporaryFolder();
        OnnxFile.Save(new PooledModel
        {
            Classes = 5,
            Metadata = new Dictionary<string, string>
            {
                ["edgekd.labels"] = """["c","x","a","d","b"]""",
                ["edgekd.mean"] = "[0.1,0.2,0.3]",
                ["edgekd.standard_deviation"] = "[0.5,0.25,0.125]",
            },
        }.Build(), folder.File("m.onnx"));

        var settled = Settle(folder.File("m.onnx"), new());

        Assert.That(settled.Classes, Is.EqualTo(new[] { 2, 4, 0, 3 }));
        Assert.That((settled.Mean, settled.Std), Is.EqualTo((new[] { (double)0.1f, 0.2f, 0.3f }, new[] { 0.5, 0.25, 0.125 })));
        Assert.That((settled.Height, settled.Logits, settled.Scale), Is.EqualTo((8, 5, 1)));
        Assert.That(Settle(folder.File("m.onnx"), new() { Normalize = new() { Mean = [0, 0, 0], Std = [1, 1, 1] } }).Mean, Is.EqualTo(new double[] { 0, 0, 0 }));
    }

    [Test]
    public void Without_metadata_the_datas_classes_and_normalisation_hold_and_bytes_are_bytes()
    {
        using var folder = new TemporaryFolder();
        OnnxFile.Save(new PooledModel().Build(), folder.File("m.onnx"));
        OnnxFile.Save(new PooledModel { Bytes = true, Size = 12 }.Build(), folder.File("bytes.onnx"));

        var (floats, bytes) = (Settle(folder.File("m.onnx"), new()), Settle(folder.File("bytes.onnx"), new()));

        Assert.That((floats.Classes, floats.Scale, floats.Mean[0]), Is.EqualTo(((IReadOnlyList<int>?)null, 1.0, 0.5)));
        Assert.That((bytes.Scale, bytes.Mean, bytes.Std, bytes.Height), Is.EqualTo((255.0, new double[] { 0, 0, 0 }, new double[] { 1, 1, 1 }, 12)));
        Assert.That(Settle(folder.File("m.onnx"), new() { Scale = 255 }) is { Scale: 255, Mean: [0, 0, 0], Std: [1, 1, 1] });
        Assert.That(Settle(folder.File("m.onnx"), new() { ImageSize = 20 }).Height, Is.EqualTo(20));
    }

    [Test]
    public void Another_number_of_classes_is_named_before_anything_runs()
    {
        using var folder = new TemporaryFolder();
        OnnxFile.Save(new PooledModel { Classes = 1000 }.Build(), folder.File("m.onnx"));

        Assert.That(() => Settle(folder.File("m.onnx"), new()), Throws.TypeOf<InvalidDataException>().With.Message.StartsWith(
            "m.onnx has 1000 classes and the data has 4: name the teacher's classes in the order of its logits with teacher.labels (a list, or a file with a name a line)"));
    }

    [Test]
    public void Constants_in_other_files_are_refused()
    {
        using var folder = new TemporaryFolder();
        var model = new PooledModel().Build();
        model.Graph.Initializer[0].DataLocation = TensorProto.Types.DataLocation.External;
        OnnxFile.Save(model, folder.File("m.onnx"));

        Assert.That(() => Settle(folder.File("m.onnx"), new()), Throws.TypeOf<InvalidDataException>().With.Message.Contains("kept in another file"));
    }

    [Test]
    public void A_graph_that_ONNX_Runtime_does_not_know_is_one_line()
    {
        var model = new PooledModel().Build();
        model.Graph.Node[0].OpType = "Frobnicate";

        Assert.That(() => OnnxTeacher.Open(model, "m.onnx", new()), Throws.TypeOf<InvalidDataException>()
            .With.Message.StartsWith("m.onnx: ONNX Runtime cannot load the model: ").And.Message.Not.Contains("\n"));
    }

    private static SettledTeacher Settle(string path, TeacherSection section) =>
        TeacherOpening.Settle("teacher", section with { Onnx = path }, Classes, 8, Normalization.Symmetric);
}
