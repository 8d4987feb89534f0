using static TorchSharp.torch;

namespace TorchSharp.Extensions.Tests;

/// <summary>What the extensions do on a GPU, against the processor. Run with <c>--filter TestCategory=Gpu</c> where libtorch sees one.</summary>
[TestFixture, Category("Gpu")]
internal sealed class GpuTests
{
    private DisposeScope _scope = null!;

    [SetUp]
    public void Open()
    {
        if (!cuda.is_available())
            Assert.Ignore("libtorch sees no GPU");
        _scope = NewDisposeScope();
        manual_seed(1);
    }

    [TearDown]
    public void Close() => _scope?.Dispose();

    private static IEnumerable<TestCaseData> Lists()
    {
        TestCaseData Case(string name, Action<Tensor[], Tensor[], Tensor[]> run) => new TestCaseData(run).SetArgDisplayNames(name);
        yield return Case("add", (a, b, _) => Foreach.Add(a, b, -0.3));
        yield return Case("add scalar", (a, _, _) => Foreach.Add(a, 2));
        yield return Case("mul", (a, _, _) => Foreach.Mul(a, 0.9));
        yield return Case("lerp", (a, b, _) => Foreach.Lerp(a, b, 0.2));
        yield return Case("product", (a, b, c) => Foreach.AddProduct(a, b, c, 0.5));
        yield return Case("quotient", (a, b, c) => Foreach.AddQuotient(a, b, c, 0.5));
        yield return Case("zero", (a, _, _) => Foreach.Zero(a));
        yield return Case("sqrt", (a, _, _) => Foreach.Add(a, Foreach.Sqrt(a), 1));
    }

    [TestCaseSource(nameof(Lists))]
    public void Lists_of_tensors(Action<Tensor[], Tensor[], Tensor[]> run)
    {
        Tensor[][] here = [.. Enumerable.Range(0, 3).Select(_ => new[] { rand(3) + 1, rand(2, 4) + 1, rand(1, 2, 3, 3) + 1 })];
        Tensor[][] there = [.. here.Select(list => list.Select(tensor => tensor.to(CUDA, copy: true)).ToArray())];
        run(here[0], here[1], here[2]);
        run(there[0], there[1], there[2]);

        foreach (var (expected, found) in here[0].Zip(there[0]))
            Assert.That((found.cpu() - expected).abs().max().ToSingle(), Is.LessThan(1e-6));
    }

    [Test]
    public void Fake_quantization_and_its_gradient()
    {
        var (expected, found) = (Quantized(CPU), Quantized(CUDA));

        // A value on the border of two integers may fall either way: a few in a thousand.
        Assert.That((found.Values - expected.Values).abs().gt(1e-6).to_type(ScalarType.Float32).mean().ToSingle(), Is.LessThan(2e-3));
        Assert.That((found.Gradient - expected.Gradient).abs().gt(1e-6).to_type(ScalarType.Float32).mean().ToSingle(), Is.LessThan(2e-3));

        static (Tensor Values, Tensor Gradient) Quantized(Device device)
        {
            manual_seed(3);
            var input = randn(8, 4, 6, 6).to(device).requires_grad_();
            var (scale, zeroPoint) = (tensor(new[] { 0.01f, 0.02f, 0.5f, 0.003f }).to(device), tensor(new[] { 0, 3, -5, 0 }, ScalarType.Int32).to(device));
            var output = FakeQuantize.PerChannel(input, scale, zeroPoint, 1, -127, 127) + FakeQuantize.PerTensor(input, scale[2], zeroPoint[0], 0, 255);
            output.sum().backward();
            return (output.detach().cpu(), input.grad!.cpu());
        }
    }

    [Test]
    public void The_channels_last_layout_stays_on_the_way_there()
    {
        var images = randn(2, 3, 4, 5).ToChannelsLast();

        Assert.That(images.to(CUDA).IsChannelsLast(), Is.True);
        Assert.That(randn(2, 3, 4, 5).to(CUDA).ToChannelsLast().IsChannelsLast(), Is.True);
        Assert.That(images.pin_memory().IsChannelsLast(), Is.True);
    }

    [Test]
    public void Autocast_computes_products_in_BFloat16()
    {
        var (a, b) = (randn(64, 64).to(CUDA), randn(64, 64).to(CUDA));
        var exact = a.matmul(b);
        Tensor narrow;
        using (new Autocast(DeviceType.CUDA, ScalarType.BFloat16))
            narrow = a.matmul(b);

        Assert.That(narrow.dtype, Is.EqualTo(ScalarType.BFloat16));
        Assert.That(((narrow.to_type(ScalarType.Float32) - exact).norm() / exact.norm()).ToSingle(), Is.InRange(1e-5, 1e-2));
        Assert.That(a.matmul(b).dtype, Is.EqualTo(ScalarType.Float32));
    }

    [Test]
    public void TF32_off_is_float32_and_on_is_near_it()
    {
        var (a, b) = (randn(256, 256).to(CUDA), randn(256, 256).to(CUDA));
        var exact = a.to_type(ScalarType.Float64).matmul(b.to_type(ScalarType.Float64));

        Assert.That(Error(false), Is.LessThan(1e-5));
        Assert.That(Error(true), Is.LessThan(2e-3));

        double Error(bool allowed)
        {
            using var tf32 = new Tf32(allowed);
            return ((a.matmul(b).to_type(ScalarType.Float64) - exact).norm() / exact.norm()).ToDouble();
        }
    }
}
