using TorchSharp.Interop;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Makes the tensors that become parameters and buffers.</summary>
internal static class Allocation
{
    private static readonly Op EmptyOp = new("aten::empty", "memory_format");
    private static readonly Op FullOp = new("aten::full");
    private static readonly Op ZerosLike = new("aten::zeros_like");
    private static readonly Op Clone = new("aten::clone");

    public static Tensor Empty(long[] shape, ScalarType? dtype, Device? device)
        => EmptyOp.Call(shape, dtype ?? get_default_dtype(), Arg.None, device ?? get_default_device());

    public static Tensor Full(long[] shape, double value, ScalarType? dtype, Device? device)
        => FullOp.Call(shape, value, dtype ?? get_default_dtype(), Arg.None, device ?? get_default_device());

    /// <summary>Zeros of the shape, type, device and strides of another tensor.</summary>
    public static Tensor Like(Tensor other)
    {
        using var guard = no_grad();
        return ZerosLike.Call(other).DetachFromDisposeScope();
    }

    /// <summary>A copy outside autograd and outside all dispose scopes.</summary>
    public static Tensor? Copy(Tensor? source)
    {
        using var guard = no_grad();
        return source is null ? null : Clone.Call(source).DetachFromDisposeScope();
    }
}
