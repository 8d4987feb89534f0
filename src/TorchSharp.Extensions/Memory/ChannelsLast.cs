#if EDGEKD_SYSTEM
using TorchSharp.Interop;
#else
using TorchSharp.Modules;
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
        using var rowsFirst = tensor.permute(0, 2, 3, 1);
        using var dense = rowsFirst.contiguous();
        return dense.permute(0, 3, 1, 2);
#endif
    }

    /// <summary>Puts all weights of four dimensions in channels-last layout, in place. Values and names do not change.</summary>
    /// <param name="module">Any module. To be called before an optimizer is made, as weights may become new objects.</param>
    /// <returns>The same module.</returns>
    public static T ToChannelsLast<T>(this T module)
        where T : nn.Module
    {
        using var guard = no_grad();
#if EDGEKD_SYSTEM
        foreach (var parameter in module.parameters())
        {
            if (parameter.dim() != 4 || HasChannelsLastStrides(parameter))
                continue;
            using var moved = Clone.Call(parameter, memory_format.channels_last);
            parameter.SetData(moved);
        }
#else
        foreach (var convolution in module.modules().Prepend(module).OfType<Convolution>())
        {
            if (convolution.weight.dim() == 4 && !HasChannelsLastStrides(convolution.weight))
                convolution.weight = nn.Parameter(convolution.weight.ToChannelsLast(), convolution.weight.requires_grad);
        }
#endif
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
