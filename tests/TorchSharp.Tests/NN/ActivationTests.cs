using static TorchSharp.torch;

namespace TorchSharp.Tests.NN;

[TestFixture]
internal sealed class ActivationTests
{
    private static readonly double[] Points = [-8, -4, -3, -2.5, -1, -0.1, 0, 0.1, 1, 2.5, 3, 4, 6, 6.5, 8];

    private static IEnumerable<TestCaseData> Activations()
    {
        TestCaseData Case(string name, Func<bool, nn.Module<Tensor, Tensor>> layer, Func<double, double> formula)
            => new TestCaseData(layer, formula).SetArgDisplayNames(name);
        static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
        static double Clip6(double x) => Math.Min(Math.Max(x, 0), 6);
        yield return Case("ReLU", nn.ReLU, x => Math.Max(x, 0));
        yield return Case("ReLU6", nn.ReLU6, Clip6);
        yield return Case("Hardswish", nn.Hardswish, x => x * Clip6(x + 3) / 6);
        yield return Case("Hardsigmoid", nn.Hardsigmoid, x => Clip6(x + 3) / 6);
        yield return Case("SiLU", nn.SiLU, x => x * Sigmoid(x));
        yield return Case("Sigmoid", nn.Sigmoid, Sigmoid);
        yield return Case("Tanh", nn.Tanh, Math.Tanh);
        yield return Case("LeakyReLU", inplace => nn.LeakyReLU(0.2, inplace), x => x < 0 ? 0.2 * x : x);
        yield return Case("GELU", nn.GELU, x => x * MathFunctions.NormalCdf(x));
    }

    [TestCaseSource(nameof(Activations))]
    public void LayersEqualTheirFormula(Func<bool, nn.Module<Tensor, Tensor>> make, Func<double, double> formula)
    {
        using var scope = NewDisposeScope();
        foreach (var inplace in new[] { false, true })
        {
            using var layer = make(inplace);
            var x = tensor(Points);
            var y = layer.call(x);
            Assert.That(y.data<double>().ToArray(), Is.EqualTo(Points.Select(formula)).Within(1e-12), $"inplace: {inplace}");
            Assert.That(x.data<double>().ToArray(), inplace ? Is.EqualTo(y.data<double>().ToArray()) : Is.EqualTo(Points));
            Assert.That(layer.parameters(), Is.Empty);
        }
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(-1)]
    public void SoftmaxSumsToOneAndItsLogarithmAgrees(long dim)
    {
        using var scope = NewDisposeScope();
        var x = randn(3, 4);
        var y = nn.Softmax(dim).call(x);
        Assert.That(y.sum(dim).data<float>().ToArray(), Is.All.EqualTo(1).Within(1e-6));
        Assert.That((nn.LogSoftmax(dim).call(x).exp() - y).abs().max().ToDouble(), Is.LessThan(1e-6));
    }

    [Test]
    public void SoftmaxMayComputeInAnotherType()
    {
        using var scope = NewDisposeScope();
        Assert.That(nn.functional.softmax(randn(2, 3), 1, ScalarType.Float64).dtype, Is.EqualTo(ScalarType.Float64));
    }

    [TestCase(-30.0)]
    [TestCase(0.0)]
    [TestCase(15.0)]
    [TestCase(50.0)]
    public void SoftplusAndLogSigmoidAreStable(double x)
    {
        using var scope = NewDisposeScope();
        var expected = Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)));
        Assert.That(nn.functional.softplus(tensor(new[] { x }))[0].ToDouble(), Is.EqualTo(expected).Within(1e-8));
        Assert.That(nn.functional.logsigmoid(tensor(new[] { -x }))[0].ToDouble(), Is.EqualTo(-expected).Within(1e-8));
    }

    [Test]
    public void ParameterlessLayersTakeNoParts()
    {
        using var layer = nn.ReLU();
        using var value = ones(1);
        Assert.That(() => layer.register_buffer("b", value), Throws.InvalidOperationException);
        using var linear = nn.Linear(1, 1);
        Assert.That(() => layer.register_module("m", linear), Throws.InvalidOperationException);
    }
}
