#if EDGEKD_SYSTEM
using TorchSharp.Interop;
#endif
using static TorchSharp.torch;

namespace TorchSharp.Extensions;

/// <summary>
/// The memory layout N×H×W×C of tensors whose dimensions stay N×C×H×W. Convolutions, batch normalisation and pooling on
/// the CPU are faster in it, and a network keeps the layout of its input to the end.
/// </summary>
public static class ChannelsLast
{
#if EDGEKD_SYSTEM
    private static readonly Op Clone = new("aten::clone");
#endif

    /// <summary>The tensor in channels-last layout. Gradients flow through.</summary>
    /// <param name="tensor">N×C×H×W.</param>
    /// <returns>A tensor object of its own; where the layout is right already, over the same memory.</returns>
    /// <exception cref="ArgumentException">The tensor has not four dimensions.</exception>
    public static Tensor ToChannelsLast(this Tensor tensor)
    {
        if (tensor.dim() != 4)
            throw new ArgumentException($"channels-last needs a tensor of 4 dimensions, not {tensor.dim()}", nameof(tensor));
        if (HasChannelsLastStrides(tensor))
            return tensor.alias();
#if EDGEKD_SYSTEM
        return Clone.Call(tensor, memory_format.channels_last);
#else
        using var scope = NewDisposeScope();
        var shape = tensor.shape;
        var dense = empty([shape[0], shape[2], shape[3], shape[1]], dtype: tensor.dtype, device: tensor.device);
        return dense.copy_(tensor.permute(0, 2, 3, 1)).permute(0, 3, 1, 2).MoveToOuterDisposeScope();
#endif
    }

    /// <summary>Puts all weights of four dimensions in channels-last layout, in place. Values and names do not change.</summary>
    /// <param name="module">Any module. Its parameters stay the same objects.</param>
    /// <returns>The same module.</returns>
    public static T ToChannelsLast<T>(this T module)
        where T : nn.Module
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        foreach (var parameter in module.parameters())
        {
            if (parameter.dim() == 4 && !HasChannelsLastStrides(parameter))
                parameter.set_(((Tensor)parameter).ToChannelsLast());
        }

        return module;
    }

    /// <summary>Whether the elements lie as N×H×W×C without gaps. Where C or H·W is 1, both layouts are the same and this is true of both.</summary>
    /// <param name="tensor">Any tensor; one without four dimensions is not.</param>
    public static bool IsChannelsLast(this Tensor tensor)
    {
        if (tensor.dim() != 4)
            return false;
        var (shape, strides, expected) = (tensor.shape, tensor.stride(), 1L);
        foreach (var dimension in (ReadOnlySpan<int>)[1, 3, 2, 0])
        {
            if (shape[dimension] != 1 && strides[dimension] != expected)
                return false;
            expected *= shape[dimension];
        }

        return true;
    }

    // Kernels choose by the strides, also by those of dimensions of size 1.
    private static bool HasChannelsLastStrides(Tensor tensor)
    {
        var shape = tensor.shape;
        return tensor.stride().AsSpan().SequenceEqual([shape[1] * shape[2] * shape[3], 1, shape[1] * shape[3], shape[1]]);
    }
}
