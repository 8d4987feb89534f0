using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

internal enum ArgKind
{
    None, Tensor, Int, Double, Bool, IntList, DoubleList, String, Device, TensorList, Generator, Default, BoolList,
}

/// <summary>An argument as the shim takes it: a kind, a length (or device type), and the value or the address of its items.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeArg
{
    public int Kind;
    public int Count;
    public long Bits;
}

/// <summary>An argument of an operator. Made by implicit conversion; lists are written for the shim when the operator is called.</summary>
internal readonly struct Arg
{
    private readonly object? _reference;
    private readonly long _bits;
    private readonly ArgKind _kind;
    private readonly int _count;

    private Arg(ArgKind kind, long bits = 0, object? reference = null, int count = 0)
    {
        _kind = kind;
        _bits = bits;
        _reference = reference;
        _count = count;
    }

    /// <summary>Python's None: no value, or an undefined tensor.</summary>
    public static Arg None => default;

    /// <summary>The schema's own default.</summary>
    public static Arg Default => new(ArgKind.Default);

    public static implicit operator Arg(torch.Tensor? value) => value is null ? None : new(ArgKind.Tensor, reference: value);
    public static implicit operator Arg(int value) => new(ArgKind.Int, value);
    public static implicit operator Arg(long value) => new(ArgKind.Int, value);
    public static implicit operator Arg(long? value) => value is { } v ? new(ArgKind.Int, v) : None;
    public static implicit operator Arg(float value) => (double)value;
    public static implicit operator Arg(double value) => new(ArgKind.Double, BitConverter.DoubleToInt64Bits(value));
    public static implicit operator Arg(double? value) => value is { } v ? v : None;
    public static implicit operator Arg(bool value) => new(ArgKind.Bool, value ? 1 : 0);
    public static implicit operator Arg(bool? value) => value is { } v ? v : None;
    public static implicit operator Arg(long[]? value) => value is null ? None : new(ArgKind.IntList, reference: value, count: value.Length);
    public static implicit operator Arg(double[]? value) => value is null ? None : new(ArgKind.DoubleList, reference: value, count: value.Length);
    public static implicit operator Arg(bool[]? value) => value is null ? None : new(ArgKind.BoolList, reference: value, count: value.Length);
    public static implicit operator Arg(torch.Tensor?[] value) => new(ArgKind.TensorList, reference: value, count: value.Length);
    public static implicit operator Arg(string? value)
    {
        if (value is null) return None;
        var utf8 = System.Text.Encoding.UTF8.GetBytes(value);
        return new(ArgKind.String, reference: utf8, count: utf8.Length);
    }

    public static implicit operator Arg(torch.ScalarType value) => new(ArgKind.Int, (long)value);
    public static implicit operator Arg(torch.ScalarType? value) => value is { } v ? v : None;
    public static implicit operator Arg(torch.memory_format value) => new(ArgKind.Int, (long)value);
    public static implicit operator Arg(torch.Device? value) =>
        value is null ? None : new(ArgKind.Device, value.type == DeviceType.CPU ? -1 : value.index, count: (int)value.type);
    public static implicit operator Arg(Scalar? value) => value is null ? None : value.ToArg();
    public static implicit operator Arg(torch.Generator? value) => value is null ? None : new(ArgKind.Generator, reference: value);

    internal torch.Tensor Tensor => (torch.Tensor)_reference!;

    /// <summary>How many 8-byte words of scratch memory the argument's items take.</summary>
    internal int ScratchWords => _kind switch
    {
        ArgKind.IntList or ArgKind.DoubleList or ArgKind.BoolList or ArgKind.TensorList => _count,
        ArgKind.String => (_count + 7) / 8,
        _ => 0,
    };

    /// <summary>Writes the argument, its items into scratch; returns the scratch memory left.</summary>
    internal unsafe long* Write(NativeArg* to, long* scratch)
    {
        to->Kind = (int)_kind;
        to->Count = _count;
        to->Bits = _bits;
        switch (_kind)
        {
            case ArgKind.Tensor:
                to->Bits = Unsafe.As<torch.Tensor>(_reference!).Handle;
                return scratch;
            case ArgKind.Generator:
                to->Bits = Unsafe.As<torch.Generator>(_reference!).Handle;
                return scratch;
            case ArgKind.IntList:
                Unsafe.As<long[]>(_reference!).CopyTo(new Span<long>(scratch, _count));
                break;
            case ArgKind.DoubleList:
                Unsafe.As<double[]>(_reference!).CopyTo(new Span<double>(scratch, _count));
                break;
            case ArgKind.BoolList:
                var bools = Unsafe.As<bool[]>(_reference!);
                for (var i = 0; i < bools.Length; i++) scratch[i] = bools[i] ? 1 : 0;
                break;
            case ArgKind.TensorList:
                var tensors = Unsafe.As<torch.Tensor?[]>(_reference!);
                for (var i = 0; i < tensors.Length; i++) scratch[i] = tensors[i] is { } t ? t.Handle : 0;
                break;
            case ArgKind.String:
                Unsafe.As<byte[]>(_reference!).CopyTo(new Span<byte>(scratch, _count));
                break;
            default:
                return scratch;
        }

        to->Bits = (long)scratch;
        return scratch + ScratchWords;
    }

    /// <summary>The device that the argument names, or null when it is none.</summary>
    internal DeviceType? NamedDevice => _kind == ArgKind.Device ? (DeviceType)_count : null;

    /// <summary>Adds the devices of the argument's tensors.</summary>
    internal void CollectDevices(List<DeviceType> devices)
    {
        foreach (var tensor in Tensors) devices.Add(OperatorRecorder.DeviceOf(tensor.Handle));
    }

    /// <summary>The argument's tensors: one, or those of a list.</summary>
    internal IEnumerable<torch.Tensor> Tensors => _kind switch
    {
        ArgKind.Tensor => [Tensor],
        ArgKind.TensorList => ((torch.Tensor?[])_reference!).OfType<torch.Tensor>(),
        _ => [],
    };

    /// <summary>The argument for a device: its tensors copied, in no dispose scope, and the device that it names exchanged.</summary>
    internal Arg CopiedTo(torch.Device device)
    {
        switch (_kind)
        {
            case ArgKind.Tensor: return Copy(Tensor);
            case ArgKind.TensorList: return Array.ConvertAll((torch.Tensor?[])_reference!, tensor => tensor is null ? null : Copy(tensor));
            case ArgKind.Device: return device;
            default: return this;
        }

        torch.Tensor Copy(torch.Tensor tensor) => tensor.to(device, copy: true).DetachFromDisposeScope();
    }

    /// <summary>Keeps what the argument refers to from being finalized before this point.</summary>
    internal void KeepAlive() => GC.KeepAlive(_reference);
}
