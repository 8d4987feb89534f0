namespace EdgeKd.Onnx.Tests.Comparing;

[TestFixture]
public class WeightDifferenceTests
{
    [Test]
    public void The_ratio_is_that_of_the_sums_of_squares()
    {
        var differences = WeightDifference.Of([Layer("a", 3, 4), Layer("b", 1, 1)], [Layer("b", 1, 1), Layer("a", 3, 4.5f)]);
        Assert.That(differences.Select(layer => layer.Layer), Is.EqualTo(new[] { "a", "b" }));
        Assert.That(differences[0].SqnrDb, Is.EqualTo(10 * Math.Log10(25 / 0.25)).Within(1e-9));
        Assert.That(differences[1].SqnrDb, Is.EqualTo(double.PositiveInfinity));
    }

    [Test]
    public void Only_layers_of_the_same_name_and_shape_are_compared() =>
        Assert.That(WeightDifference.Of([Layer("a", 1, 2), Layer("b", 1)], [Layer("a", 1), Layer("c", 1)]), Is.Empty);

    private static LayerWeight Layer(string name, params float[] values) => new(name, "Conv", values, [values.Length, 1, 1, 1], 0);
}
