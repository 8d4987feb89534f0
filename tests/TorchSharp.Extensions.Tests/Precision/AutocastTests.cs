using static TorchSharp.torch;

namespace TorchSharp.Extensions.Tests.Precision;

[TestFixture]
internal sealed class AutocastTests
{
    private DisposeScope _scope = null!;

    [SetUp]
    public void Open()
    {
        if (!Autocast.IsSupported)
            Assert.Ignore("TorchSharp 0.107 has no autocast");
        _scope = NewDisposeScope();
        manual_seed(1);
    }

    [TearDown]
    public void Close() => _scope?.Dispose();

    [Test]
    public void ProductsComputeInBFloat16AndElementwiseOperatorsAsBefore()
    {
        var (a, b) = (randn(4, 8), randn(8, 3));
        using var autocast = new Autocast(DeviceType.CPU, ScalarType.BFloat16);

        Assert.That(a.matmul(b).dtype, Is.EqualTo(ScalarType.BFloat16));
        Assert.That((a + a).dtype, Is.EqualTo(ScalarType.Float32));
    }

    [Test]
    public void ParametersAndTheirGradientsStayFloat32()
    {
        using var linear = nn.Linear(8, 3);
        Tensor output;
        using (new Autocast(DeviceType.CPU, ScalarType.BFloat16))
            output = linear.forward(randn(4, 8));
        output.to_type(ScalarType.Float32).sum().backward();

        Assert.That(output.dtype, Is.EqualTo(ScalarType.BFloat16));
        Assert.That(linear.weight!.grad!.dtype, Is.EqualTo(ScalarType.Float32));
        Assert.That(linear.weight.grad.abs().sum().ToSingle(), Is.GreaterThan(0));
    }

    // What was cast for one scope must not be used in the next, when the weights have changed.
    [Test]
    public void CastWeightsAreForgottenAtTheEnd()
    {
        using var linear = nn.Linear(4, 2, hasBias: false);
        var input = ones(1, 4);
        Product();
        using (no_grad())
            linear.weight!.fill_(0.5);

        Assert.That(Product().ToSingle(), Is.EqualTo(4));

        Tensor Product()
        {
            using var autocast = new Autocast(DeviceType.CPU, ScalarType.BFloat16);
            return linear.forward(input).to_type(ScalarType.Float32).sum();
        }
    }

    // Within one scope it is the other way round: a cast is kept for the next use, inner scopes' ends or not.
    [Test]
    public void CastWeightsAreKeptUntilTheOutermostEnd()
    {
        using var linear = nn.Linear(4, 2, hasBias: false);
        using (no_grad())
            linear.weight!.fill_(0.25);
        using var outer = new Autocast(DeviceType.CPU, ScalarType.BFloat16);
        using (new Autocast(DeviceType.CPU, ScalarType.BFloat16))
            linear.forward(ones(1, 4));
        using (no_grad())
            linear.weight.fill_(0.5);

        Assert.That(linear.forward(ones(1, 4)).to_type(ScalarType.Float32).sum().ToSingle(), Is.EqualTo(2));
    }

    [Test]
    public void ScopesNest()
    {
        var before = Autocast.Of(DeviceType.CPU);
        using (new Autocast(DeviceType.CPU, ScalarType.BFloat16))
        {
            using (new Autocast(DeviceType.CPU, ScalarType.BFloat16, enabled: false))
                Assert.That(randn(2, 2).matmul(randn(2, 2)).dtype, Is.EqualTo(ScalarType.Float32));
            Assert.That(Autocast.Of(DeviceType.CPU), Is.EqualTo((true, ScalarType.BFloat16)));
        }

        Assert.That(Autocast.Of(DeviceType.CPU), Is.EqualTo(before));
        Assert.That(before.Enabled, Is.False);
    }

    [Test]
    public void AScopeIsOneThreadsAlone()
    {
        using var autocast = new Autocast(DeviceType.CPU, ScalarType.BFloat16);
        var other = true;
        var thread = new Thread(() => other = Autocast.Of(DeviceType.CPU).Enabled);
        thread.Start();
        thread.Join();

        Assert.That(other, Is.False);
    }

    [Test]
    public void TheGpusScopeDoesNotTouchTheProcessor()
    {
        var before = Autocast.Of(DeviceType.CUDA);
        using (var autocast = new Autocast(DeviceType.CUDA, ScalarType.BFloat16))
        {
            Assert.That(Autocast.Of(DeviceType.CUDA), Is.EqualTo((true, ScalarType.BFloat16)));
            Assert.That(randn(2, 2).matmul(randn(2, 2)).dtype, Is.EqualTo(ScalarType.Float32));
            autocast.Dispose();
            Assert.That(Autocast.Of(DeviceType.CUDA), Is.EqualTo(before));
        }

        Assert.That(Autocast.Of(DeviceType.CUDA), Is.EqualTo(before), "a second Dispose does nothing");
    }

    [TestCase(DeviceType.META, ScalarType.BFloat16, "not for META")]
    [TestCase(DeviceType.CUDA, ScalarType.Int8, "not in Int8")]
    public void OthersAreRefused(DeviceType device, ScalarType type, string says) =>
        Assert.That(() => new Autocast(device, type), Throws.ArgumentException.With.Message.Contains(says));
}
