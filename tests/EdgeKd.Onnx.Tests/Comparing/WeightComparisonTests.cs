using DataType = EdgeKd.Onnx.TensorProto.Types.DataType;

namespace EdgeKd.Onnx.Tests.Comparing;

[TestFixture]
public class WeightComparisonTests
{
    private static ModelProto Model(params TensorProto[] constants) => new() { Graph = new GraphProto { Initializer = { constants } } };

    private static TensorProto Floats(string name, params float[] values) => ConstantTensor.Create<float>(name, values, values.Length);

    [Test]
    public void Every_constant_of_either_model_has_one_line()
    {
        var before = Model(Floats("same", 1, 2), Floats("changed", 3, 4), Floats("zero", 0, 0), Floats("gone", 1), Floats("longer", 1), ConstantTensor.Create<long>("shape", [1, 2], 2));
        var after = Model(Floats("new", 5), Floats("longer", 1, 1), Floats("changed", 3, 4.5f), Floats("zero", 0, 1), Floats("same", 1, 2), ConstantTensor.Create<long>("shape", [1, 3], 2));

        Assert.That(WeightComparison.Of(before, after), Is.EqualTo(new WeightChange[]
        {
            new("same", WeightState.Identical, 2),
            new("changed", WeightState.Changed, 2, 0.1),
            new("zero", WeightState.Changed, 2),
            new("gone", WeightState.Removed, 1),
            new("longer", WeightState.Reshaped, 1),
            new("shape", WeightState.Changed, 2),
            new("new", WeightState.Added, 1),
        }));
    }

    [Test]
    public void The_same_numbers_are_identical_however_they_are_stored()
    {
        var typed = new TensorProto { Name = "w", DataType = (int)DataType.Float, Dims = { 2 }, FloatData = { 1, 2 } };
        Assert.That(WeightComparison.Of(Model(typed), Model(Floats("w", 1, 2))).Single().State, Is.EqualTo(WeightState.Identical));
    }

    [Test]
    public void A_weight_that_is_no_number_is_named() => Assert.That(
        () => WeightComparison.Of(Model(Floats("w", 1)), Model(Floats("w", float.NaN))), Throws.TypeOf<InvalidDataException>().With.Message.Contains("'w'"));
}
