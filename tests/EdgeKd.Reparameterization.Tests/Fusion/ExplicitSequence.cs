using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Reparameterization.Tests.Fusion;

/// <summary>A 1×1 and a k×k convolution one after the other, with one or the other padding between them.</summary>
internal static class ExplicitSequence
{
    /// <summary>The map between them is padded with what the 1×1 makes of a zero pixel: its bias.</summary>
    public static Tensor PaddedWithBias(Tensor x, FusedConvolution first, FusedConvolution second, long stride, long groups) =>
        Second(Pad(First(x, first, groups), first.Bias, second.Weight.shape[2] / 2), second, stride, groups);

    /// <summary>The map between them is padded with zeros.</summary>
    public static Tensor PaddedWithZeros(Tensor x, FusedConvolution first, FusedConvolution second, long stride, long groups) =>
        Second(Pad(First(x, first, groups), zeros_like(first.Bias), second.Weight.shape[2] / 2), second, stride, groups);

    /// <summary>A ring of one value a channel around the map.</summary>
    public static Tensor Pad(Tensor map, Tensor values, long width)
    {
        var ring = values.reshape(1, -1, 1, 1);
        return nn.functional.pad(map - ring, [width, width, width, width]) + ring;
    }

    private static Tensor First(Tensor x, FusedConvolution first, long groups) =>
        nn.functional.conv2d(x, first.Weight, first.Bias, groups: groups);

    private static Tensor Second(Tensor padded, FusedConvolution second, long stride, long groups) =>
        nn.functional.conv2d(padded, second.Weight, second.Bias, strides: [stride, stride], groups: groups);
}
