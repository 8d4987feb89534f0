using static TorchSharp.torch;

namespace TorchSharp.Tests.Tensors;

[TestFixture]
internal sealed class UnaryTests
{
    private static readonly float[] Values = [-2.5f, -1f, -0.5f, 0f, 0.25f, 0.5f, 1f, 1.5f, 3f];

    private static IEnumerable<TestCaseData> Table()
    {
        static TestCaseData Case(string name, Func<Tensor, Tensor> op, Func<double, double> naive) =>
            new TestCaseData(op, naive).SetArgDisplayNames(name);

        yield return Case("abs", t => t.abs(), Math.Abs);
        yield return Case("neg", t => -t, x => -x);
        yield return Case("exp", t => t.exp(), Math.Exp);
        yield return Case("log", t => t.log(), Math.Log);
        yield return Case("log1p", t => t.log1p(), x => x < -1 ? double.NaN : Math.Log(1 + x));
        yield return Case("sqrt", t => t.sqrt(), Math.Sqrt);
        yield return Case("rsqrt", t => t.rsqrt(), x => 1 / Math.Sqrt(x));
        yield return Case("square", t => t.square(), x => x * x);
        yield return Case("reciprocal", t => t.reciprocal(), x => 1 / x);
        yield return Case("sigmoid", t => t.sigmoid(), x => 1 / (1 + Math.Exp(-x)));
        yield return Case("tanh", t => t.tanh(), Math.Tanh);
        yield return Case("sin", t => t.sin(), Math.Sin);
        yield return Case("cos", t => t.cos(), Math.Cos);
        yield return Case("relu", t => t.relu(), x => Math.Max(0, x));
        yield return Case("relu6", t => t.relu6(), x => Math.Clamp(x, 0, 6));
        yield return Case("silu", t => t.silu(), x => x / (1 + Math.Exp(-x)));
        yield return Case("hardswish", t => t.hardswish(), x => x * Math.Clamp(x + 3, 0, 6) / 6);
        yield return Case("hardsigmoid", t => t.hardsigmoid(), x => Math.Clamp(x + 3, 0, 6) / 6);
        yield return Case("softplus", t => t.softplus(), x => Math.Log(1 + Math.Exp(x)));
        yield return Case("log_sigmoid", t => t.log_sigmoid(), x => -Math.Log(1 + Math.Exp(-x)));
        yield return Case("leaky_relu", t => t.leaky_relu(0.1), x => x < 0 ? 0.1 * x : x);
        yield return Case("floor", t => t.floor(), Math.Floor);
        yield return Case("ceil", t => t.ceil(), Math.Ceiling);
        yield return Case("round", t => t.round(), x => Math.Round(x, MidpointRounding.ToEven));
        yield return Case("trunc", t => t.trunc(), Math.Truncate);
        yield return Case("sign", t => t.sign(), x => Math.Sign(x));
        yield return Case("clamp", t => t.clamp(-1, 1), x => Math.Clamp(x, -1, 1));
        yield return Case("clamp_min", t => t.clamp_min(0), x => Math.Max(x, 0));
        yield return Case("clamp_max", t => t.clamp_max(0), x => Math.Min(x, 0));
        yield return Case("pow", t => t.pow(2), x => x * x);
        yield return Case("+", t => t + 1.5, x => x + 1.5);
        yield return Case("reverse -", t => 1 - t, x => 1 - x);
        yield return Case("reverse /", t => 2.0 / t, x => 2 / x);
        yield return Case("*", t => 3 * t, x => 3 * x);
        yield return Case("/", t => t / 4, x => x / 4);
        yield return Case("%", t => t % 2, x => x - (2 * Math.Floor(x / 2)));
    }

    [TestCaseSource(nameof(Table))]
    public void AgreesWithTheNaiveLoop(Func<Tensor, Tensor> op, Func<double, double> naive)
    {
        using var scope = NewDisposeScope();
        var actual = op(tensor(Values)).data<float>().ToArray();
        for (var i = 0; i < Values.Length; i++)
        {
            var expected = (float)naive(Values[i]);
            Assert.That(actual[i], float.IsFinite(expected) ? Is.EqualTo(expected).Within(1e-5) : Is.EqualTo(expected), $"of {Values[i]}");
        }
    }

    [Test]
    public void InPlaceFormsChangeTheTensorAndGiveItBack()
    {
        using var scope = NewDisposeScope();
        var x = tensor(Values);
        Assert.That(x.relu_(), Is.SameAs(x));
        Assert.That(x.mul_(2), Is.SameAs(x));
        Assert.That(x.add_(tensor(1f)), Is.SameAs(x));
        Assert.That(x.data<float>().ToArray(), Is.EqualTo(Values.Select(v => (Math.Max(0, v) * 2) + 1).ToArray()));
        Assert.That(x.zero_().sum().ToSingle(), Is.Zero);
    }

    [Test]
    public void NotANumberAndInfinityAreSeen()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity, 0f });
        Assert.That(x.isnan().data<bool>().ToArray(), Is.EqualTo(new[] { true, false, false, false }));
        Assert.That(x.isfinite().data<bool>().ToArray(), Is.EqualTo(new[] { false, false, false, true }));
        Assert.That(x.isinf().data<bool>().ToArray(), Is.EqualTo(new[] { false, true, true, false }));
        Assert.That(x.nan_to_num(1, 2, 3).data<float>().ToArray(), Is.EqualTo(new[] { 1f, 2, 3, 0 }));
    }
}
