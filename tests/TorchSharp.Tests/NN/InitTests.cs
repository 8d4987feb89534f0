using static TorchSharp.torch;
using static TorchSharp.torch.nn.init;

namespace TorchSharp.Tests.NN;

[TestFixture]
internal sealed class InitTests
{
    private static readonly long[] Shape = [64, 32, 3, 3];
    private const double FanIn = 32 * 9, FanOut = 64 * 9;

    [Test]
    public void FansCountTheKernel()
    {
        using var weight = zeros(Shape);
        Assert.That(CalculateFanInAndFanOut(weight), Is.EqualTo(((long)FanIn, (long)FanOut)));
        using var vector = zeros(3);
        Assert.That(() => CalculateFanInAndFanOut(vector), Throws.ArgumentException);
    }

    [TestCase(NonlinearityType.Linear, 0, 1)]
    [TestCase(NonlinearityType.Tanh, 0, 5.0 / 3)]
    [TestCase(NonlinearityType.ReLU, 0, 1.4142135623730951)]
    [TestCase(NonlinearityType.LeakyReLU, 2.2360679774997896, 0.5773502691896257)]
    public void GainsAreThoseOfThePaper(NonlinearityType after, double slope, double expected)
        => Assert.That(calculate_gain(after, slope), Is.EqualTo(expected).Within(1e-12));

    private static IEnumerable<TestCaseData> Uniform()
    {
        yield return new TestCaseData((Func<Tensor, Tensor>)(t => kaiming_uniform_(t)), Math.Sqrt(6 / FanIn)).SetArgDisplayNames("kaiming");
        yield return new TestCaseData((Func<Tensor, Tensor>)(t => kaiming_uniform_(t, mode: FanInOut.FanOut, nonlinearity: NonlinearityType.ReLU)), Math.Sqrt(6 / FanOut)).SetArgDisplayNames("kaiming, fan out");
        yield return new TestCaseData((Func<Tensor, Tensor>)(t => xavier_uniform_(t, 2)), 2 * Math.Sqrt(6 / (FanIn + FanOut))).SetArgDisplayNames("xavier");
        yield return new TestCaseData((Func<Tensor, Tensor>)(t => uniform_(t, -0.25, 0.25)), 0.25).SetArgDisplayNames("plain");
    }

    [TestCaseSource(nameof(Uniform))]
    public void UniformValuesFillTheirRange(Func<Tensor, Tensor> fill, double bound)
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var filled = fill(empty(Shape));
        Assert.That(filled.max().ToDouble(), Is.LessThanOrEqualTo(bound * 1.0001).And.GreaterThan(0.99 * bound));
        Assert.That(filled.min().ToDouble(), Is.GreaterThanOrEqualTo(-bound * 1.0001).And.LessThan(-0.99 * bound));
    }

    private static IEnumerable<TestCaseData> Normal()
    {
        yield return new TestCaseData((Func<Tensor, Tensor>)(t => kaiming_normal_(t, mode: FanInOut.FanOut, nonlinearity: NonlinearityType.ReLU)), Math.Sqrt(2 / FanOut)).SetArgDisplayNames("kaiming");
        yield return new TestCaseData((Func<Tensor, Tensor>)(t => xavier_normal_(t)), Math.Sqrt(2 / (FanIn + FanOut))).SetArgDisplayNames("xavier");
        yield return new TestCaseData((Func<Tensor, Tensor>)(t => normal_(t, 0, 0.02)), 0.02).SetArgDisplayNames("plain");
    }

    [TestCaseSource(nameof(Normal))]
    public void NormalValuesHaveTheirDeviation(Func<Tensor, Tensor> fill, double deviation)
    {
        using var scope = NewDisposeScope();
        manual_seed(4);
        Assert.That(fill(empty(Shape)).std().ToDouble(), Is.EqualTo(deviation).Within(0.03 * deviation));
    }

    [Test]
    public void TruncatedValuesStayInsideAndKeepTheirMean()
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        var filled = trunc_normal_(empty(20000), mean: 1, std: 2, a: -1, b: 2);
        Assert.That(filled.min().ToDouble(), Is.GreaterThanOrEqualTo(-1));
        Assert.That(filled.max().ToDouble(), Is.LessThanOrEqualTo(2));
        // Mean of a truncated normal: μ + σ·(φ(α) − φ(β)) / (Φ(β) − Φ(α)), α = −1, β = 0.5.
        Assert.That(filled.mean().ToDouble(), Is.EqualTo(1 + 2 * (0.24197 - 0.35207) / (0.69146 - 0.15866)).Within(0.02));
    }

    [TestCase(0.0, 0.5)]
    [TestCase(1.0, 0.8413447460685429)]
    [TestCase(-1.959963984540054, 0.025)]
    [TestCase(4.0, 0.9999683287581669)]
    [TestCase(-6.0, 9.865876450376946e-10)]
    [TestCase(-40.0, 0.0)]
    public void TheNormalDistributionFunctionIsExact(double x, double expected)
        => Assert.That(MathFunctions.NormalCdf(x), Is.EqualTo(expected).Within(1e-14 + 1e-12 * expected));

    [Test]
    public void IdentitiesPassTheirInputOn()
    {
        using var scope = NewDisposeScope();
        Assert.That(eye_(empty(2, 3)).data<float>().ToArray(), Is.EqualTo(new float[] { 1, 0, 0, 0, 1, 0 }));
        using var convolution = nn.Conv2d(3, 3, 3, padding: 1, bias: false);
        dirac_(convolution.weight);
        var x = randn(1, 3, 4, 4);
        Assert.That((convolution.call(x) - x).abs().max().ToDouble(), Is.Zero);
    }

    [Test]
    public void ParametersAreFilledOutsideAutograd()
    {
        using var layer = nn.Linear(2, 2);
        Assert.That(ReferenceEquals(constant_(layer.weight, 3), layer.weight));
        Assert.That(layer.weight.requires_grad && layer.weight.is_leaf);
        Assert.That(layer.weight.detach().data<float>().ToArray(), Is.All.EqualTo(3));
    }
}
