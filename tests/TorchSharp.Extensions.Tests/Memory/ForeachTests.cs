using static TorchSharp.torch;

namespace TorchSharp.Extensions.Tests.Memory;

[TestFixture]
internal sealed class ForeachTests
{
    private static readonly long[][] Shapes = [[3], [2, 4], [1, 2, 3, 3], []];

    private DisposeScope _scope = null!;
    private Tensor[] _a = [], _b = [], _c = [];

    [SetUp]
    public void Draw()
    {
        manual_seed(1);
        _scope = NewDisposeScope();
        _a = Shapes.Select(shape => rand(shape, dtype: ScalarType.Float64) + 1).ToArray();
        _b = Shapes.Select(shape => rand(shape, dtype: ScalarType.Float64) + 1).ToArray();
        _c = Shapes.Select(shape => rand(shape, dtype: ScalarType.Float64) + 1).ToArray();
    }

    [TearDown]
    public void Close() => _scope.Dispose();

    private static IEnumerable<TestCaseData> Operations()
    {
        TestCaseData Case(string name, Action<Tensor[], Tensor[], Tensor[]> run, Func<Tensor, Tensor, Tensor, Tensor> one)
            => new TestCaseData(run, one).SetArgDisplayNames(name);
        yield return Case("add", (a, b, _) => Foreach.Add(a, b, -0.3), (a, b, _) => a - b * 0.3);
        yield return Case("add scalar", (a, _, _) => Foreach.Add(a, 2), (a, _, _) => a + 2);
        yield return Case("mul", (a, _, _) => Foreach.Mul(a, 0.9), (a, _, _) => a * 0.9);
        yield return Case("lerp", (a, b, _) => Foreach.Lerp(a, b, 0.2), (a, b, _) => a * 0.8 + b * 0.2);
        yield return Case("product", (a, b, c) => Foreach.AddProduct(a, b, c, 0.5), (a, b, c) => a + b * c * 0.5);
        yield return Case("quotient", (a, b, c) => Foreach.AddQuotient(a, b, c, 0.5), (a, b, c) => a + b / c * 0.5);
        yield return Case("zero", (a, _, _) => Foreach.Zero(a), (a, _, _) => a * 0);
    }

    [TestCaseSource(nameof(Operations))]
    public void ListsEqualOneByOne(Action<Tensor[], Tensor[], Tensor[]> run, Func<Tensor, Tensor, Tensor, Tensor> one)
    {
        var expected = _a.Select((a, i) => one(a, _b[i], _c[i])).ToList();
        run(_a, _b, _c);
        foreach (var (found, wanted) in _a.Zip(expected))
            Assert.That((found - wanted).abs().max().ToDouble(), Is.LessThan(1e-14));
    }

    [Test]
    public void RootsAreNewTensors()
    {
        var roots = Foreach.Sqrt(_a);
        foreach (var (root, a) in roots.Zip(_a))
            Assert.That((root * root - a).abs().max().ToDouble(), Is.LessThan(1e-14));
    }

    [Test]
    public void ParametersAreChangedOutsideAutograd()
    {
        using var parameter = nn.Parameter(ones(2));
        Foreach.Add([parameter], [ones(2)], 1);
        Assert.That(parameter.is_leaf && parameter.requires_grad);
        Assert.That(parameter.detach().data<float>().ToArray(), Is.All.EqualTo(2));
    }

    [Test]
    public void EmptyListsAreFineAndUnequalOnesAreNot()
    {
        Foreach.Add([], [], 1);
        Foreach.Mul([], 1);
        Foreach.Zero([]);
        Assert.That(Foreach.Sqrt([]), Is.Empty);
        Assert.That(() => Foreach.Add(_a, _b[..2], 1), Throws.ArgumentException.With.Message.Contains("4 and 2"));
    }
}
