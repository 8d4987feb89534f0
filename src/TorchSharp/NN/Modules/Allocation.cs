using TorchSharp.Interop;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Makes the tensors that become parameters and buffers.</summary>
internal static class Allocation
{
    private static readonly Op EmptyOp = new("aten::empty", "memory_format");
    private static readonly Op FullOp = new("aten::full");

    public static Tensor Empty(long[] shape, ScalarType? dtype, Device? device)
        => EmptyOp.Call(shape, dtype ?? get_default_dtype(), Arg.None, device ?? get_default_device());

    public static Tensor Full(long[] shape, double value, ScalarType? dtype, Device? device)
        => FullOp.Call(shape, value, dtype ?? get_default_dtype(), Arg.None, device ?? get_default_device());
}
