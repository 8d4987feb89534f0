using static TorchSharp.Tests.Kernels.DoublePrecision;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Kernels;

/// <summary>Batch normalisation in training, channels-last: forward, running statistics and all three gradients.</summary>
[NonParallelizable]
internal sealed class BatchNormTests
{
    // Channels below, at and above a vector and a tile of four; rows below a chunk, of several chunks, and with a rest.
    [TestCase(64, 12, 16, 16)]
    [TestCase(64, 72, 16, 16)]
    [TestCase(3, 16, 5, 7)]
    [TestCase(2, 1, 1, 1)]
    [TestCase(2, 3, 1, 1)]
    [TestCase(5, 7, 9, 3)]
    [TestCase(17, 64, 4, 4)]
    [TestCase(9, 100, 3, 3)]
    [TestCase(64, 1280, 2, 2)]
    [TestCase(1, 33, 40, 50)]
    public void Agrees_with_double_precision(long n, long c, long h, long w)
    {
        using var scope = NewDisposeScope();
        manual_seed(n + c);
        var images = (ChannelsLast(n, c, h, w) * 2 + 30 * randn(c).reshape(1, c, 1, 1)).Contiguously(memory_format.channels_last);
        AssertAgrees(images, randn_like(images), affine: true);
    }

    [Test]
    public void Agrees_on_vectors() => AssertAgrees(randn(50, 37), randn(50, 37), affine: true);

    [Test]
    public void Agrees_without_weight_and_bias() => AssertAgrees(ChannelsLast(4, 24, 6, 6), ChannelsLast(4, 24, 6, 6), affine: false);

    [Test]
    public void Agrees_where_the_gradient_lies_otherwise_in_memory() => AssertAgrees(ChannelsLast(4, 24, 6, 6), randn(4, 24, 6, 6), affine: true);

    [Test]
    public void Agrees_on_images_that_are_not_channels_last() => AssertAgrees(randn(4, 24, 6, 6), randn(4, 24, 6, 6), affine: true);

    [Test]
    public void Numbers_do_not_depend_on_threads()
    {
        using var scope = NewDisposeScope();
        var (images, gradient) = (ChannelsLast(64, 72, 16, 16), ChannelsLast(64, 72, 16, 16));
        var one = On(1, () => Run(images, gradient, ScalarType.Float32, affine: true));
        var three = On(3, () => Run(images, gradient, ScalarType.Float32, affine: true));
        foreach (var (name, value) in one)
            Assert.That(three[name].equal(value).all().item<bool>(), name);
    }

    [Test]
    public void Not_a_number_spoils_its_channel_alone()
    {
        using var scope = NewDisposeScope();
        var images = ChannelsLast(4, 20, 5, 5);
        images[0, 3, 0, 0] = float.NaN;
        var output = nn.functional.batch_norm(images, null, null, training: true);
        var spoilt = output.isnan().any(3).any(2).any(0);
        Assert.That(spoilt.data<bool>().ToArray(), Is.EqualTo(Enumerable.Range(0, 20).Select(c => c == 3)));
    }

    private static void AssertAgrees(Tensor images, Tensor gradient, bool affine)
    {
        var (single, exact) = (Run(images, gradient, ScalarType.Float32, affine), Run(images, gradient, ScalarType.Float64, affine));
        foreach (var (name, value) in exact)
            AssertClose(single[name], value, name, name == "images" ? 1e-4 : 2e-5);
    }

    private static Dictionary<string, Tensor> Run(Tensor images, Tensor gradient, ScalarType type, bool affine)
    {
        var channels = images.shape[1];
        manual_seed(7);
        Tensor Parameter() => randn(channels).to(type).clone().requires_grad_();
        var input = images.to(type).clone().requires_grad_();
        var (weight, bias) = affine ? (Parameter(), Parameter()) : (null, null);
        var (mean, variance) = (randn(channels).to(type), rand(channels).to(type));
        var output = nn.functional.batch_norm(input, mean, variance, weight, bias, training: true);
        output.backward([gradient.to(type)]);
        var all = new Dictionary<string, Tensor> { ["output"] = output.detach(), ["mean"] = mean, ["variance"] = variance, ["images"] = input.grad! };
        if (weight is not null)
            (all["weight"], all["bias"]) = (weight.grad!, bias!.grad!);
        return all;
    }
}
