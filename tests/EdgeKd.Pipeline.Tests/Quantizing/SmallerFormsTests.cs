using EdgeKd.Onnx;
using EdgeKd.Pipeline.Quantizing;

namespace EdgeKd.Pipeline.Tests.Quantizing;

[TestFixture]
public class SmallerFormsTests
{
    private static readonly ModelProto Model = new() { IrVersion = 8, Graph = new GraphProto { Name = "nothing" } };

    private readonly DoctoredModel _model = new(outlier: 1);

    [OneTimeTearDown]
    public void Clean() => _model.Dispose();

    [Test]
    public void What_holds_the_limit_is_written_and_kept()
    {
        var context = _model.Context("");
        var forms = new SmallerForms(context, 0.9);
        forms.Add("int8", "model.int8.onnx", Model, 0.896, ["calibration: mse"]);
        forms.Add("fp16", "model.fp16.onnx", Model, 0.91, null);

        Assert.That(forms.Kept.Select(entry => (entry.Precision, entry.Stage, entry.File, entry.ValidationTop1, entry.FloatValidationTop1)), Is.EqualTo(new[]
        {
            ("int8", "quantize", "model.int8.onnx", (double?)0.896, (double?)0.9), ("fp16", "quantize", "model.fp16.onnx", 0.91, 0.9),
        }));
        Assert.That(File.Exists(context.Output("model.int8.onnx")));
        Assert.That(forms.Decision, Is.EqualTo(
            "int8 has top-1 89.60 % on validation against 90.00 % in float (calibration: mse), 0.4 points lost; fp16 has top-1 91.00 % on validation against 90.00 % in float, -1 points lost"));
    }

    [Test]
    public void What_does_not_is_an_error_that_says_what_to_do()
    {
        var forms = new SmallerForms(_model.Context(""), 0.9);
        Assert.That(() => forms.Add("int8", "lost.onnx", Model, 0.8, ["calibration: mse", "bias correction"]), Throws.InstanceOf<InvalidDataException>().With.Message.EqualTo(
            "int8 has top-1 80.00 % on validation against 90.00 % in float (calibration: mse, bias correction), 10 points lost, more than quantize.maxDropPoints (0.5); "
            + "train longer, raise quantize.maxDropPoints or quantize.maxFloatShare, or set quantize.onFailure: ship-float"));
    }

    [Test]
    public void Or_it_is_left_out_where_the_recipe_says_so()
    {
        var context = _model.Context("onFailure: ship-float");
        var forms = new SmallerForms(context, 0.9);
        forms.Add("int8", "left.onnx", Model, 0.8, ["calibration: mse"]);

        Assert.That(forms.Kept, Is.Empty);
        Assert.That(File.Exists(context.Output("left.onnx")), Is.False);
        Assert.That(forms.Decision, Does.EndWith("10 points lost, more than quantize.maxDropPoints (0.5): left out"));
    }
}
