using System.Collections;
using TorchSharp.Interop;

namespace TorchSharp.Utils;

/// <summary>
/// The elements of a tensor on the CPU in row-major order, whatever its strides. It keeps its tensor alive, but not from
/// being disposed: do not read after that.
/// </summary>
public sealed unsafe class TensorAccessor<T> : IDisposable, IEnumerable<T> where T : unmanaged
{
    private readonly torch.Tensor _tensor;
    private readonly T* _data;
    private readonly long[] _shape;
    private readonly long[] _strides;
    private readonly bool _contiguous;

    internal TensorAccessor(torch.Tensor tensor)
    {
        if (tensor.device_type != DeviceType.CPU)
            throw new InvalidOperationException("Reading data from non-CPU memory is not supported. Move or copy the tensor to the cpu before reading.");
        _tensor = tensor;
        _shape = tensor.shape;
        _strides = tensor.stride();
        _contiguous = tensor.is_contiguous();
        Count = tensor.numel();
        _data = (T*)(Count == 0 ? IntPtr.Zero : Native.Check(Native.edgekd_tensor_data(tensor.Handle)));
    }

    public long Count { get; }

    public bool IsReadOnly => false;

    /// <summary>An element by its row-major index, or by one index a dimension.</summary>
    /// <exception cref="IndexOutOfRangeException">No such element.</exception>
    public T this[params long[] indices]
    {
        get => *At(indices);
        set => *At(indices) = value;
    }

    public T[] ToArray()
    {
        var result = new T[Count];
        Read(result, 0);
        return result;
    }

    /// <summary>The elements as a .NET array of the tensor's dimensions.</summary>
    public Array ToNDArray()
    {
        if (_shape.Length < 2) return ToArray();
        var result = Array.CreateInstance(typeof(T), _shape);
        var bytes = System.Runtime.InteropServices.MemoryMarshal.CreateSpan(
            ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(result), checked((int)(Count * sizeof(T))));
        Read(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, T>(bytes), 0);
        return result;
    }

    /// <summary>Copies elements from a row-major index on, as many as the array takes.</summary>
    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    /// <inheritdoc cref="CopyTo(T[], int, long)"/>
    public void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        CheckStart(tensorIndex);
        var room = array[arrayIndex..];
        Read(room[..(int)Math.Min(room.Length, Count - tensorIndex)], tensorIndex);
    }

    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyFrom((ReadOnlySpan<T>)array, arrayIndex, tensorIndex);

    /// <summary>Overwrites elements from a row-major index on, as many as the array has.</summary>
    public void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        CheckStart(tensorIndex);
        var source = array[arrayIndex..];
        var count = (int)Math.Min(source.Length, Count - tensorIndex);
        if (_contiguous) source[..count].CopyTo(new Span<T>(_data + tensorIndex, count));
        else for (var i = 0; i < count; i++) _data[Offset(tensorIndex + i)] = source[i];
        GC.KeepAlive(_tensor);
    }

    public IEnumerator<T> GetEnumerator()
    {
        for (long i = 0; i < Count; i++) yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Nothing to free: the tensor is its owner's.</summary>
    public void Dispose()
    {
    }

    public override bool Equals(object? obj) => obj is TensorAccessor<T> other && this == other;
    public override int GetHashCode() => _tensor.GetHashCode();
    public static bool operator ==(TensorAccessor<T> left, TensorAccessor<T> right) => left.Count == right.Count && left.SequenceEqual(right);
    public static bool operator !=(TensorAccessor<T> left, TensorAccessor<T> right) => !(left == right);

    internal static T ReadItemAt(torch.Tensor tensor, long index)
    {
        tensor.ValidateType(typeof(T));
        return new TensorAccessor<T>(tensor)[index];
    }

    private void CheckStart(long tensorIndex)
    {
        if (tensorIndex < 0 || (tensorIndex >= Count && tensorIndex > 0)) throw new ArgumentOutOfRangeException(nameof(tensorIndex));
    }

    private void Read(Span<T> to, long from)
    {
        if (_contiguous) new ReadOnlySpan<T>(_data + from, to.Length).CopyTo(to);
        else for (var i = 0; i < to.Length; i++) to[i] = _data[Offset(from + i)];
        GC.KeepAlive(_tensor);
    }

    private T* At(long[] indices)
    {
        if (_tensor.IsInvalid) throw new ObjectDisposedException(nameof(torch.Tensor));
        long offset = 0;
        if (indices.Length == 1 && _shape.Length != 1)
        {
            if (indices[0] < 0 || indices[0] >= Count) throw new IndexOutOfRangeException($"element {indices[0]} of {Count}");
            return _data + Offset(indices[0]);
        }

        if (indices.Length != _shape.Length) throw new IndexOutOfRangeException($"{indices.Length} indices into {_shape.Length} dimensions");
        for (var i = 0; i < indices.Length; i++)
        {
            if (indices[i] < 0 || indices[i] >= _shape[i]) throw new IndexOutOfRangeException($"{indices[i]} >= {_shape[i]} in dimension {i}.");
            offset += indices[i] * _strides[i];
        }

        return _data + offset;
    }

    private long Offset(long index)
    {
        if (_contiguous) return index;
        long offset = 0;
        for (var i = _shape.Length - 1; i >= 0; i--)
        {
            index = Math.DivRem(index, _shape[i], out var at);
            offset += at * _strides[i];
        }

        return offset;
    }
}
