using System.Runtime.InteropServices;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    private static readonly Op ArangeOp = new("aten::arange", "start_step"), EyeOp = new("aten::eye", "m");
    private static readonly Op LinspaceOp = new("aten::linspace"), LogspaceOp = new("aten::logspace");

    public static Tensor arange(Scalar start, Scalar stop, Scalar step, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        dtype ??= is_integral(start.Type) && is_integral(stop.Type) && is_integral(step.Type) ? ScalarType.Int64 : default_dtype;
        return Leaf(ArangeOp.Call(start, stop, step, dtype, Arg.None, InitializeDevice(device)), requires_grad);
    }

    public static Tensor arange(Scalar start, Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(start, stop, 1, dtype, device, requires_grad);

    public static Tensor arange(Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(0, stop, 1, dtype, device, requires_grad);

    public static Tensor linspace(double start, double end, long steps, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Leaf(LinspaceOp.Call(start, end, steps, dtype ?? default_dtype, Arg.None, InitializeDevice(device)), requires_grad);

    public static Tensor logspace(double start, double end, long steps, double @base = 10, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Leaf(LogspaceOp.Call(start, end, steps, @base, dtype ?? default_dtype, Arg.None, InitializeDevice(device)), requires_grad);

    public static Tensor eye(long rows, long columns = -1L, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Leaf(EyeOp.Call(rows, columns == -1 ? rows : columns, dtype ?? default_dtype, Arg.None, InitializeDevice(device)), requires_grad);

    /// <summary>A tensor over the array's own memory: what one writes, the other reads.</summary>
    public static Tensor from_array(Array rawArray, Device? device = null) => from_array(rawArray, null, device ?? CPU);

    /// <inheritdoc cref="from_array(Array, Device)"/>
    /// <exception cref="NotSupportedException">An array of something that is no element type.</exception>
    public static unsafe Tensor from_array(Array rawArray, ScalarType? dtype, Device? device = null, bool requires_grad = false, string[]? names = null)
    {
        var type = TypeOf(rawArray.GetType().GetElementType()!);
        return Shared(rawArray, 0, Lengths(rawArray), type, dtype, device, requires_grad);
    }

    /// <summary>A flat tensor over an array's own memory.</summary>
    /// <param name="count">How many elements; -1: all after the offset.</param>
    /// <param name="offset">The first element, counted in bytes.</param>
    public static Tensor frombuffer(Array rawArray, ScalarType dtype, long count = -1, long offset = 0, bool requires_grad = false, Device? device = null)
    {
        var type = TypeOf(rawArray.GetType().GetElementType()!);
        var size = type.ElementSize();
        var rest = rawArray.LongLength - offset / size;
        if (offset < 0 || offset % size != 0 || rest < 0) throw new ArgumentException($"the offset {offset} is not that of an element of the array", nameof(offset));
        if (count > rest) throw new ArgumentException($"{count} elements from byte {offset} of an array of {rawArray.LongLength}", nameof(count));
        return Shared(rawArray, offset, [count < 0 ? rest : count], type, dtype, device, requires_grad);
    }

    public static Tensor as_tensor(Tensor data, ScalarType? dtype = null, Device? device = null) =>
        data.to(dtype ?? data.dtype, device ?? data.device);

    /// <summary>A tensor with a copy of the items.</summary>
    private static Tensor Filled<T>(ReadOnlySpan<T> items, ReadOnlySpan<long> shape, ScalarType type, ScalarType? dtype, Device? device,
        bool requiresGrad, string[]? names = null) where T : unmanaged
    {
        if (names is { Length: > 0 }) throw new ArgumentException("named dimensions are not supported", nameof(names));
        long count = 1;
        foreach (var size in shape) count = checked(count * size);
        if (count > items.Length) throw new ArgumentException($"mismatched total size creating a tensor from an array: {count} vs. {items.Length}");
        var onCpu = EmptyOp.Call(shape.ToArray(), type, Arg.None, CPU);
        MemoryMarshal.AsBytes(items[..(int)count]).CopyTo(onCpu.bytes);
        return Leaf(Placed(onCpu, dtype ?? type, device), requiresGrad);
    }

    private static Tensor Placed(Tensor tensor, ScalarType dtype, Device? device)
    {
        var target = InitializeDevice(device);
        if (tensor.dtype == dtype && target.type == DeviceType.CPU) return tensor;
        using (tensor) return tensor.to(dtype, target);
    }

    private static unsafe Tensor Shared(Array array, long offset, long[] shape, ScalarType type, ScalarType? dtype, Device? device, bool requiresGrad)
    {
        // The array stays pinned until libtorch drops its last reference to the memory.
        var pinned = GCHandle.Alloc(array, GCHandleType.Pinned);
        IntPtr handle;
        fixed (long* p = shape)
        {
            handle = Native.edgekd_tensor_from_blob(pinned.AddrOfPinnedObject() + (IntPtr)offset, p, shape.Length, (int)type, &Unpin,
                GCHandle.ToIntPtr(pinned));
        }

        if (handle == IntPtr.Zero)
        {
            pinned.Free();
            Native.Throw();
        }

        return Leaf(Placed(new Tensor(handle), dtype ?? type, device), requiresGrad);
    }

    [UnmanagedCallersOnly]
    private static void Unpin(IntPtr handle) => GCHandle.FromIntPtr(handle).Free();

    private static long[] Lengths(Array array)
    {
        var lengths = new long[array.Rank];
        for (var i = 0; i < lengths.Length; i++) lengths[i] = array.GetLongLength(i);
        return lengths;
    }

    private static ReadOnlySpan<T> Items<T>(Array array) where T : unmanaged => array.Length == 0
        ? []
        : MemoryMarshal.CreateReadOnlySpan(ref System.Runtime.CompilerServices.Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(array)), array.Length);

    private static ScalarType TypeOf(Type type) =>
        type == typeof(byte) ? ScalarType.Byte :
        type == typeof(sbyte) ? ScalarType.Int8 :
        type == typeof(short) ? ScalarType.Int16 :
        type == typeof(int) ? ScalarType.Int32 :
        type == typeof(long) ? ScalarType.Int64 :
        type == typeof(Half) ? ScalarType.Float16 :
        type == typeof(float) ? ScalarType.Float32 :
        type == typeof(double) ? ScalarType.Float64 :
        type == typeof(bool) ? ScalarType.Bool :
        throw new NotSupportedException($"{type.Name} is not the type of a tensor's elements");
}
