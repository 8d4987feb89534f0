#if EDGEKD_SYSTEM
using TorchSharp.Interop;
#endif
using static TorchSharp.torch;

namespace TorchSharp.Extensions;

/// <summary>Rounds float values to those that integers of a scale and a zero point stand for, and lets the gradient through.</summary>
/// <remarks>
/// y = (clamp(round(x / scale) + zeroPoint, min, max) − zeroPoint) · scale, ties to even. The straight-through estimator: the
/// gradient of x is that of y where round(x / scale) + zeroPoint lies in [min, max], and 0 elsewhere; scale and zero point have
/// none. As PyTorch's <c>fake_quantize_per_tensor_affine</c> and <c>fake_quantize_per_channel_affine</c>, which TorchSharp 0.107
/// declares but does not implement: with the system's libtorch one call into it, in the real packages a few public ones.
/// </remarks>
public static class FakeQuantize
{
#if EDGEKD_SYSTEM
    private static readonly Op PerTensorOp = new("aten::fake_quantize_per_tensor_affine", "tensor_qparams");
    private static readonly Op PerChannelOp = new("aten::fake_quantize_per_channel_affine");
#endif

    /// <summary>With one scale for the whole tensor.</summary>
    /// <param name="input">float32, of any shape and layout; the result has the same.</param>
    /// <param name="scale">One float32 value above 0, on the device of the input.</param>
    /// <param name="zeroPoint">One int32 value in [<paramref name="min"/>, <paramref name="max"/>].</param>
    /// <param name="min">The smallest integer.</param>
    /// <param name="max">The largest integer.</param>
    public static Tensor PerTensor(Tensor input, Tensor scale, Tensor zeroPoint, long min, long max) =>
#if EDGEKD_SYSTEM
        PerTensorOp.Call(input, scale, zeroPoint, min, max);
#else
        Composed(input, scale, zeroPoint, min, max);
#endif

    /// <summary>With a scale of its own for each slice along a dimension.</summary>
    /// <param name="input">float32, of any shape and layout; the result has the same.</param>
    /// <param name="scale">As many float32 values above 0 as the dimension is long, on the device of the input.</param>
    /// <param name="zeroPoint">As many int32 values in [<paramref name="min"/>, <paramref name="max"/>].</param>
    /// <param name="axis">The dimension.</param>
    /// <param name="min">The smallest integer.</param>
    /// <param name="max">The largest integer.</param>
    public static Tensor PerChannel(Tensor input, Tensor scale, Tensor zeroPoint, long axis, long min, long max)
    {
#if EDGEKD_SYSTEM
        return PerChannelOp.Call(input, scale, zeroPoint, axis, min, max);
#else
        using var scope = NewDisposeScope();
        var shape = new long[input.dim()];
        Array.Fill(shape, 1);
        shape[axis] = -1;
        return Composed(input, scale.view(shape), zeroPoint.view(shape), min, max).MoveToOuterDisposeScope();
#endif
    }

    /// <summary>The same of public calls; scale and zero point broadcast.</summary>
    internal static Tensor Composed(Tensor input, Tensor scale, Tensor zeroPoint, long min, long max)
    {
        using var scope = NewDisposeScope();
        Tensor rounded, inside;
        using (no_grad())
        {
            var integers = (input / scale).round() + zeroPoint;
            rounded = (integers.clamp(min, max) - zeroPoint) * scale;
            inside = ((integers >= min) & (integers <= max)).to_type(input.dtype);
        }

        // 0 + rounded, so that no bit is lost; the gradient goes the way of the zero.
        var through = input * inside;
        return (through - through.detach() + rounded).MoveToOuterDisposeScope();
    }
}
