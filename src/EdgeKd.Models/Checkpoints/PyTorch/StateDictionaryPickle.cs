using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using static TorchSharp.torch;

namespace EdgeKd.Models.PyTorch;

/// <summary>Writes the pickle of an OrderedDict of tensors, in protocol 2 and with no opcode but those of <c>weights_only</c>.</summary>
internal sealed class StateDictionaryPickle
{
    private const byte Protocol = 2;

    private readonly MemoryStream stream = new();

    // What recurs is written once and recalled by its place, as pickle does; at most a few dozen, so that one byte is enough.
    private readonly Dictionary<string, byte> memo = [];

    private StateDictionaryPickle()
    {
    }

    /// <summary>The pickle; storage <c>i</c> belongs to tensor <c>i</c>.</summary>
    /// <exception cref="ArgumentException">A name is given twice, or a type is not written.</exception>
    public static byte[] Write(IReadOnlyList<KeyValuePair<string, Tensor>> tensors)
    {
        var pickle = new StateDictionaryPickle();
        pickle.Put(PickleOpcode.Proto, Protocol);
        pickle.EmptyOrderedDictionary();
        pickle.Put(PickleOpcode.Mark);
        var names = new HashSet<string>();
        for (var i = 0; i < tensors.Count; i++)
        {
            var (name, tensor) = tensors[i];
            if (!names.Add(name))
            {
                throw new ArgumentException($"The tensor name {QuotedName.Of(name)} is given twice: names in a state dict are unique.", nameof(tensors));
            }

            pickle.Text(name);
            pickle.Tensor(tensor, TorchType.StorageOf(tensor.dtype, name), i);
        }

        pickle.Put(PickleOpcode.SetItems);
        pickle.Put(PickleOpcode.Stop);
        return pickle.stream.ToArray();
    }

    // _rebuild_tensor_v2(storage, offset, size, strides, requires_grad, hooks)
    private void Tensor(Tensor tensor, string storageClass, int index)
    {
        Global("torch._utils", "_rebuild_tensor_v2");
        Put(PickleOpcode.Mark);

        Put(PickleOpcode.Mark);
        Word("storage");
        Global("torch", storageClass);
        Text(index.ToString(CultureInfo.InvariantCulture));
        Word("cpu");
        Integer(tensor.NumberOfElements);
        Put(PickleOpcode.Tuple);
        Put(PickleOpcode.BinPersId);

        Integer(0);
        Integers(tensor.shape);
        Integers(RowMajorStrides(tensor.shape));
        Put(PickleOpcode.NewFalse);
        EmptyOrderedDictionary();
        Put(PickleOpcode.Tuple);
        Put(PickleOpcode.Reduce);
    }

    private static long[] RowMajorStrides(long[] shape)
    {
        var strides = new long[shape.Length];
        var step = 1L;
        for (var i = shape.Length - 1; i >= 0; i--)
        {
            strides[i] = step;
            step *= Math.Max(shape[i], 1);
        }

        return strides;
    }

    private void EmptyOrderedDictionary()
    {
        Global("collections", "OrderedDict");
        Put(PickleOpcode.EmptyTuple);
        Put(PickleOpcode.Reduce);
    }

    private void Integers(long[] values)
    {
        Put(PickleOpcode.Mark);
        foreach (var value in values)
        {
            Integer(value);
        }

        Put(PickleOpcode.Tuple);
    }

    private void Integer(long value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        switch (value)
        {
            case >= 0 and <= byte.MaxValue:
                Put(PickleOpcode.BinInt1, bytes[0]);
                break;
            case >= int.MinValue and <= int.MaxValue:
                Put(PickleOpcode.BinInt);
                stream.Write(bytes[..sizeof(int)]);
                break;
            default:
                Put(PickleOpcode.Long1, sizeof(long));
                stream.Write(bytes);
                break;
        }
    }

    private void Global(string module, string name) => Once($"{module}\n{name}\n", text =>
    {
        Put(PickleOpcode.Global);
        stream.Write(Encoding.UTF8.GetBytes(text));
    });

    /// <summary>A text that recurs.</summary>
    private void Word(string word) => Once(word, Text);

    private void Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(length, (uint)bytes.Length);
        Put(PickleOpcode.BinUnicode);
        stream.Write(length);
        stream.Write(bytes);
    }

    private void Once(string value, Action<string> write)
    {
        if (memo.TryGetValue(value, out var place))
        {
            Put(PickleOpcode.BinGet, place);
            return;
        }

        write(value);
        memo.Add(value, (byte)memo.Count);
        Put(PickleOpcode.BinPut, memo[value]);
    }

    private void Put(PickleOpcode opcode) => stream.WriteByte((byte)opcode);

    private void Put(PickleOpcode opcode, byte argument)
    {
        Put(opcode);
        stream.WriteByte(argument);
    }
}
