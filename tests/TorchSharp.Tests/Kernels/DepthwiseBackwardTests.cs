using static TorchSharp.Tests.Kernels.DoublePrecision;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Kernels;

/// <summary>The gradients of depthwise convolutions, channels-last.</summary>
[NonParallelizable]
internal sealed class DepthwiseBackwardTests
{
    [Test]
    public void Agrees_with_double_precision(
        [Values(3, 5)] long size, [Values(1, 2)] long stride, [Values(2, 3, 16, 31, 48)] long channels, [Values("1x1", "2x2", "3x8", "7x7", "16x5", "40x33")] string plane)
    {
        using var scope = NewDisposeScope();
        manual_seed(channels);
        long[] sides = [.. plane.Split('x').Select(long.Parse)];
        AssertAgrees(ChannelsLast(5, channels, sides[0], sides[1]), size, stride, size / 2, bias: false);
    }

    [Test]
    public void Agrees_with_a_bias() => AssertAgrees(ChannelsLast(3, 20, 6, 6), 3, 1, 1, bias: true);

    // What the kernel leaves to libtorch.
    [TestCase(3, 3, 1)]
    [TestCase(3, 1, 0)]
    [TestCase(7, 1, 3)]
    public void Agrees_on_other_kernels(long size, long stride, long padding) => AssertAgrees(ChannelsLast(3, 20, 9, 9), size, stride, padding, bias: false);

    [Test]
    public void Agrees_on_images_that_are_not_channels_last() => AssertAgrees(randn(3, 20, 9, 9), 3, 1, 1, bias: false);

    [Test]
    public void Numbers_do_not_depend_on_threads()
    {
        using var scope = NewDisposeScope();
        var images = ChannelsLast(64, 72, 8, 8);
        var one = On(1, () => Run(images, 3, 1, 1, ScalarType.Float32, bias: false));
        var three = On(3, () => Run(images, 3, 1, 1, ScalarType.Float32, bias: false));
        foreach (var (name, value) in one)
            Assert.That(three[name].equal(value).all().item<bool>(), name);
    }

    private static void AssertAgrees(Tensor images, long size, long stride, long padding, bool bias)
    {
        var (single, exact) = (Run(images, size, stride, padding, ScalarType.Float32, bias), Run(images, size, stride, padding, ScalarType.Float64, bias));
        foreach (var (name, value) in exact)
            AssertClose(single[name], value, name);
    }

    private static Dictionary<string, Tensor> Run(Tensor images, long size, long stride, long padding, ScalarType type, bool bias)
    {
        var channels = images.shape[1];
        manual_seed(7);
        var input = images.to(type).clone().requires_grad_();
        var weight = randn(channels, 1, size, size).to(type).clone().requires_grad_();
        var offset = bias ? randn(channels).to(type).clone().requires_grad_() : null;
        var output = nn.functional.conv2d(input, weight, offset, [stride, stride], [padding, padding], groups: channels);
        output.backward([randn(output.shape).to(type)]);
        var all = new Dictionary<string, Tensor> { ["images"] = input.grad!, ["weight"] = weight.grad! };
        if (offset is not null)
            all["bias"] = offset.grad!;
        return all;
    }
}
