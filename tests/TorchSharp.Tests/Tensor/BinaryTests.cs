using static TorchSharp.torch;

namespace TorchSharp.Tests.Tensors;

[TestFixture]
internal sealed class BinaryTests
{
    private static IEnumerable<TestCaseData> Table()
    {
        static TestCaseData Case(string name, Func<Tensor, Tensor, Tensor> op, Func<double, double, double> naive) =>
            new TestCaseData(op, naive).SetArgDisplayNames(name);

        yield return Case("+", (a, b) => a + b, (x, y) => x + y);
        yield return Case("-", (a, b) => a - b, (x, y) => x - y);
        yield return Case("*", (a, b) => a * b, (x, y) => x * y);
        yield return Case("/", (a, b) => a / b, (x, y) => x / y);
        yield return Case("add alpha", (a, b) => a.add(b, 2), (x, y) => x + (2 * y));
        yield return Case("div floor", (a, b) => a.div(b, RoundingMode.floor), (x, y) => Math.Floor(x / y));
        yield return Case("div trunc", (a, b) => a.div(b, RoundingMode.trunc), (x, y) => Math.Truncate(x / y));
        yield return Case("maximum", (a, b) => a.maximum(b), Math.Max);
        yield return Case("minimum", (a, b) => a.minimum(b), Math.Min);
        yield return Case("==", (a, b) => (a == b).to(float32), (x, y) => x == y ? 1 : 0);
        yield return Case("!=", (a, b) => (a != b).to(float32), (x, y) => x != y ? 1 : 0);
        yield return Case("<", (a, b) => (a < b).to(float32), (x, y) => x < y ? 1 : 0);
        yield return Case("<=", (a, b) => (a <= b).to(float32), (x, y) => x <= y ? 1 : 0);
        yield return Case(">", (a, b) => (a > b).to(float32), (x, y) => x > y ? 1 : 0);
        yield return Case(">=", (a, b) => (a >= b).to(float32), (x, y) => x >= y ? 1 : 0);
        yield return Case("where", (a, b) => where(a > b, a, b), Math.Max);
        yield return Case("lerp", (a, b) => a.lerp(b, tensor(0.25f)), (x, y) => x + (0.25 * (y - x)));
        yield return Case("addcmul", (a, b) => a.addcmul(a, b, 3), (x, y) => x + (3 * x * y));
        yield return Case("addcdiv", (a, b) => a.addcdiv(a, b, 3), (x, y) => x + (3 * x / y));
    }

    [TestCaseSource(nameof(Table))]
    public void AgreesWithTheNaiveLoop(Func<Tensor, Tensor, Tensor> op, Func<double, double, double> naive)
    {
        using var scope = NewDisposeScope();
        float[] left = [-3, -1.5f, 0, 0.5f, 2, 2], right = [2, -1.5f, 0.25f, -4, 2, 3];
        var actual = op(tensor(left), tensor(right)).data<float>().ToArray();
        for (var i = 0; i < left.Length; i++)
            Assert.That(actual[i], Is.EqualTo((float)naive(left[i], right[i])).Within(1e-5), $"of {left[i]} and {right[i]}");
    }

    [Test]
    public void ShapesBroadcast()
    {
        using var scope = NewDisposeScope();
        var sum = tensor(new float[] { 10, 20 }).unsqueeze(1) + tensor(new float[] { 1, 2, 3 });
        Assert.That(sum.shape, Is.EqualTo(new long[] { 2, 3 }));
        Assert.That(sum.data<float>().ToArray(), Is.EqualTo(new float[] { 11, 12, 13, 21, 22, 23 }));
    }

    [Test]
    public void MatrixProductsAgreeWithTheNaiveLoop()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var a = randn(3, 4, 5, dtype: float64);
        var b = randn(3, 5, 2, dtype: float64);
        var expected = new double[3 * 4 * 2];
        for (var n = 0; n < 3; n++)
            for (var i = 0; i < 4; i++)
                for (var j = 0; j < 2; j++)
                    for (var k = 0; k < 5; k++) expected[(((n * 4) + i) * 2) + j] += a.ReadCpuDouble((((n * 4) + i) * 5) + k) * b.ReadCpuDouble((((n * 5) + k) * 2) + j);
        foreach (var product in new[] { a.bmm(b), a.matmul(b), einsum("nik,nkj->nij", a, b), zeros(3, 4, 2, float64).baddbmm(a, b) })
            Assert.That(product.data<double>().ToArray(), Is.EqualTo(expected).Within(1e-12));
        var first = expected.Take(8).ToArray();
        Assert.That(a[0].mm(b[0]).data<double>().ToArray(), Is.EqualTo(first).Within(1e-12));
        Assert.That(ones(4, 2, float64).addmm(a[0], b[0], 1, 2).data<double>().ToArray(), Is.EqualTo(first.Select(x => 1 + (2 * x))).Within(1e-12));
    }

    [Test]
    public void EqualityComesInThreeForms()
    {
        using var scope = NewDisposeScope();
        var a = tensor(new[] { 1f, 2f });
        var b = tensor(new[] { 1f, 2.000001f });
        Assert.That(a.Equals(a.clone()));
        Assert.That(a.Equals(b), Is.False);
        Assert.That(a.allclose(b));
        Assert.That(a.allclose(b, rtol: 0, atol: 1e-9), Is.False);
        Assert.That(a.eq(b).data<bool>().ToArray(), Is.EqualTo(new[] { true, false }));
        Assert.That(a.Equals(tensor(new[] { 1f })), Is.False);
    }
}
