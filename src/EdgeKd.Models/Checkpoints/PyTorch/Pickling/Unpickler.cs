using System.Numerics;

namespace EdgeKd.Models.PyTorch;

/// <summary>Python's pickle machine, without the part that runs code.</summary>
/// <remarks>
/// A pickle is a program for a stack machine (Python's pickle.py and pickletools.py). Here it can build plain values, and call
/// what <see cref="AllowedGlobals"/> holds: our own functions, which describe tensors. No class is looked up, no module loaded.
/// What is built is bounded by the file: each opcode makes one small object, of which there may be <see cref="MaxSteps"/>, and
/// items are copied no more often than bytes came.
/// </remarks>
/// <param name="input">At the first opcode.</param>
/// <param name="persistentLoad">What a persistent identifier stands for: PyTorch's storages.</param>
internal sealed class Unpickler(PickleStream input, Func<object?, object?> persistentLoad)
{
    /// <summary>Opcodes that a pickle may have; a tensor takes about 35.</summary>
    internal const int MaxSteps = 10_000_000;

    private const byte HighestProtocol = 5;

    private readonly List<object?> stack = [];
    private readonly Stack<int> marks = new();
    private readonly Dictionary<long, object?> memo = [];
    private readonly long largestCopies = input.Left;
    private long copies;

    /// <summary>Reads one pickle.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or wants more than plain values and tensors; one line without the path.</exception>
    public object? Load()
    {
        for (var step = 0; step < MaxSteps; step++)
        {
            var opcode = (PickleOpcode)input.Byte();
            if (opcode == PickleOpcode.Stop)
            {
                return Pop();
            }

            Execute(opcode);
        }

        throw new InvalidDataException($"its pickle has more than {MaxSteps} steps");
    }

    private void Execute(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Proto:
                var protocol = input.Byte();
                Require(protocol <= HighestProtocol, $"its pickle has protocol {protocol}, known are up to {HighestProtocol}");
                break;
            case PickleOpcode.Frame:
                input.UInt64();
                break;
            case PickleOpcode.Mark:
                marks.Push(stack.Count);
                break;
            case PickleOpcode.Pop:
                if (stack.Count > Floor)
                {
                    Pop();
                }
                else
                {
                    PopMark();
                }

                break;
            case PickleOpcode.PopMark:
                PopMark();
                break;
            case PickleOpcode.Dup:
                stack.Add(Top);
                break;
            case PickleOpcode.BinGet or PickleOpcode.LongBinGet:
                var index = opcode == PickleOpcode.BinGet ? input.Byte() : input.UInt32();
                Require(memo.TryGetValue(index, out var remembered), $"its pickle is damaged: it recalls value {index}, which it never kept");
                stack.Add(remembered);
                break;
            case PickleOpcode.BinPut:
                memo[input.Byte()] = Top;
                break;
            case PickleOpcode.LongBinPut:
                memo[input.UInt32()] = Top;
                break;
            case PickleOpcode.Memoize:
                memo[memo.Count] = Top;
                break;
            case PickleOpcode.BinPersId:
                stack.Add(persistentLoad(Pop()));
                break;
            case PickleOpcode.Global:
                stack.Add(AllowedGlobals.Find(input.Line(), input.Line()));
                break;
            case PickleOpcode.StackGlobal:
                var name = Pop() as string;
                stack.Add(Pop() is string module && name is not null ? AllowedGlobals.Find(module, name) : throw Misplaced(opcode));
                break;
            case PickleOpcode.Reduce:
                var arguments = Pop() as object?[] ?? throw Misplaced(opcode);
                stack.Add(Call(Pop() as PickleGlobal ?? throw Misplaced(opcode), arguments));
                break;
            case PickleOpcode.Build:
                // State beside the content: a state dict's _metadata, the byte order of a NumPy type.
                Pop();
                Require(Top is PickleDictionary or OpaqueValue, "its pickle sets the state of an object, which weights do not need");
                break;
            default:
                if (!Literal(opcode) && !Container(opcode))
                {
                    throw new InvalidDataException($"its pickle has the opcode 0x{(byte)opcode:x2}, which files of weights do not use");
                }

                break;
        }
    }

    /// <summary>Pushes a value that stands in the pickle itself.</summary>
    private bool Literal(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.None: stack.Add(null); return true;
            case PickleOpcode.NewTrue: stack.Add(true); return true;
            case PickleOpcode.NewFalse: stack.Add(false); return true;
            case PickleOpcode.BinInt: stack.Add((long)input.Int32()); return true;
            case PickleOpcode.BinInt1: stack.Add((long)input.Byte()); return true;
            case PickleOpcode.BinInt2: stack.Add((long)input.UInt16()); return true;
            case PickleOpcode.Long1: stack.Add(Integer(input.Bytes(input.Byte()))); return true;
            case PickleOpcode.Long4: stack.Add(Integer(input.Bytes(input.UInt32()))); return true;
            case PickleOpcode.BinFloat: stack.Add(input.BigEndianDouble()); return true;
            // Python 2 wrote its text as bytes.
            case PickleOpcode.BinString: stack.Add(input.Text(input.UInt32())); return true;
            case PickleOpcode.ShortBinString: stack.Add(input.Text(input.Byte())); return true;
            case PickleOpcode.BinUnicode: stack.Add(input.Text(input.UInt32())); return true;
            case PickleOpcode.ShortBinUnicode: stack.Add(input.Text(input.Byte())); return true;
            case PickleOpcode.BinUnicode8: stack.Add(input.Text(input.UInt64())); return true;
            case PickleOpcode.BinBytes: stack.Add(input.Bytes(input.UInt32())); return true;
            case PickleOpcode.ShortBinBytes: stack.Add(input.Bytes(input.Byte())); return true;
            default: return false;
        }
    }

    /// <summary>Makes or fills a tuple, list, dictionary or set.</summary>
    private bool Container(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.EmptyTuple: stack.Add(Array.Empty<object?>()); return true;
            case PickleOpcode.Tuple1: stack.Add(PopMany(1)); return true;
            case PickleOpcode.Tuple2: stack.Add(PopMany(2)); return true;
            case PickleOpcode.Tuple3: stack.Add(PopMany(3)); return true;
            case PickleOpcode.Tuple: stack.Add(PopMark()); return true;
            case PickleOpcode.EmptyList: stack.Add(new List<object?>()); return true;
            case PickleOpcode.List: stack.Add(new List<object?>(PopMark())); return true;
            case PickleOpcode.Append:
                var item = Pop();
                ListOnTop(opcode).Add(item);
                return true;
            case PickleOpcode.Appends:
                var items = PopMark();
                ListOnTop(opcode).AddRange(items);
                return true;
            case PickleOpcode.EmptyDict: stack.Add(new PickleDictionary()); return true;
            case PickleOpcode.Dict:
                var pairs = PopMark();
                stack.Add(new PickleDictionary());
                Set(pairs, opcode);
                return true;
            case PickleOpcode.SetItem: Set(PopMany(2), opcode); return true;
            case PickleOpcode.SetItems: Set(PopMark(), opcode); return true;
            case PickleOpcode.EmptySet: stack.Add(OpaqueValue.Instance); return true;
            case PickleOpcode.AddItems:
                PopMark();
                Require(Top is OpaqueValue, $"its pickle is damaged: opcode {opcode} stands where its operands do not");
                return true;
            default: return false;
        }
    }

    private void Set(object?[] pairs, PickleOpcode opcode)
    {
        if (Top is OpaqueValue)
        {
            return;
        }

        var dictionary = Top as PickleDictionary ?? throw Misplaced(opcode);
        Require(pairs.Length % 2 == 0, "its pickle is damaged: a key has no value");
        for (var i = 0; i < pairs.Length; i += 2)
        {
            dictionary.Items.Add(new(pairs[i], pairs[i + 1]));
        }
    }

    private object? Call(PickleGlobal global, object?[] arguments)
    {
        Require(global.Call is not null, $"its pickle calls {QuotedName.Of(global.Name)}, which is no function");

        // Only an ordered dictionary made of a list copies: without the bound one list could be copied by every five bytes.
        copies += arguments is [List<object?> list] ? list.Count : 0;
        Require(copies <= largestCopies, "its pickle copies one list again and again");
        return global.Call!(arguments);
    }

    private static object Integer(byte[] bytes)
    {
        var value = new BigInteger(bytes);
        return value >= long.MinValue && value <= long.MaxValue ? (object)(long)value : value;
    }

    // Values below belong to whoever opened the last mark.
    private int Floor => marks.TryPeek(out var mark) ? mark : 0;

    private object? Top => stack.Count > Floor ? stack[^1] : throw Underflow();

    private List<object?> ListOnTop(PickleOpcode opcode) => Top as List<object?> ?? throw Misplaced(opcode);

    private object? Pop()
    {
        var value = Top;
        stack.RemoveAt(stack.Count - 1);
        return value;
    }

    private object?[] PopMany(int count) => stack.Count - count >= Floor ? Take(count) : throw Underflow();

    private object?[] PopMark() => marks.TryPop(out var mark) ? Take(stack.Count - mark) : throw Underflow();

    private object?[] Take(int count)
    {
        var values = stack.GetRange(stack.Count - count, count).ToArray();
        stack.RemoveRange(stack.Count - count, count);
        return values;
    }

    private static InvalidDataException Underflow() => new("its pickle is damaged: it takes values that it never made");

    private static InvalidDataException Misplaced(PickleOpcode opcode) =>
        new($"its pickle is damaged: opcode {opcode} stands where its operands do not");

    private static void Require(bool holds, string problem)
    {
        if (!holds)
        {
            throw new InvalidDataException(problem);
        }
    }
}
