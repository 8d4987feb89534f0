using System.Runtime.CompilerServices;

namespace TorchSharp.Interop;

/// <summary>
/// An operator of ATen, found by name on its first call. Arguments missing at the end take the schema's defaults.
/// Thread-safe. A failure is an <see cref="System.Runtime.InteropServices.ExternalException"/> with libtorch's message.
/// </summary>
/// <param name="name">Such as <c>aten::conv2d</c>.</param>
/// <param name="overload">Such as <c>Tensor</c> of <c>aten::add.Tensor</c>.</param>
internal sealed unsafe class Op(string name, string overload = "")
{
    private const int StackWords = 256;
    private const int StackResults = 8;
    private IntPtr _operator;

    /// <summary>Calls an operator that gives one tensor.</summary>
    public torch.Tensor Call(params ReadOnlySpan<Arg> args)
    {
        IntPtr result;
        var count = Invoke(args, &result, 1);
        if (count != 1) throw new InvalidOperationException($"{name} gave {count} results where one was expected");
        return new torch.Tensor(result);
    }

    /// <summary>Calls an operator that gives several tensors or a list of them, in the schema's order.</summary>
    public torch.Tensor[] CallMany(params ReadOnlySpan<Arg> args)
    {
        var few = stackalloc IntPtr[StackResults];
        var count = Invoke(args, few, StackResults);
        if (count <= StackResults) return Wrap(new ReadOnlySpan<IntPtr>(few, count));
        var many = new IntPtr[count];
        fixed (IntPtr* p = many) Native.edgekd_take_results(p);
        return Wrap(many);
    }

    /// <summary>Calls an operator and drops what it gives: for operators that work in place.</summary>
    public void CallInPlace(params ReadOnlySpan<Arg> args) => Invoke(args, null, -1);

    /// <summary>Finds the operator now rather than on its first call.</summary>
    /// <exception cref="System.Runtime.InteropServices.ExternalException">libtorch has no such operator.</exception>
    internal void Resolve() => _ = Operator;

    /// <summary>Its name without the overload.</summary>
    public string Name => name;

    public override string ToString() => overload.Length == 0 ? name : $"{name}.{overload}";

    private IntPtr Operator => _operator != IntPtr.Zero ? _operator : _operator = Native.Check(Native.edgekd_operator(name, overload));

    /// <summary>Calls an operator that works on its first argument in place, and gives that tensor back.</summary>
    public torch.Tensor Mutate(params ReadOnlySpan<Arg> args)
    {
        Invoke(args, null, -1);
        return args[0].Tensor;
    }

    private static torch.Tensor[] Wrap(ReadOnlySpan<IntPtr> handles)
    {
        var tensors = new torch.Tensor[handles.Length];
        for (var i = 0; i < handles.Length; i++) tensors[i] = new torch.Tensor(handles[i]);
        return tensors;
    }

    [SkipLocalsInit]
    private int Invoke(ReadOnlySpan<Arg> args, IntPtr* results, int room)
    {
        var words = 0;
        foreach (ref readonly var arg in args) words += arg.ScratchWords;
        if (words > StackWords)
        {
            fixed (long* heap = new long[words]) return Invoke(args, heap, results, room);
        }

        var scratch = stackalloc long[words];
        return Invoke(args, scratch, results, room);
    }

    private int Invoke(ReadOnlySpan<Arg> args, long* scratch, IntPtr* results, int room)
    {
        var op = Operator;
        var observer = OperatorObserver.Current;
        observer?.Before(this, args);
        var native = stackalloc NativeArg[args.Length];
        for (var i = 0; i < args.Length; i++) scratch = args[i].Write(native + i, scratch);
        var count = Native.edgekd_call(op, native, args.Length, results, room);
        foreach (ref readonly var arg in args) arg.KeepAlive();
        if (count < 0) Native.Throw();
        observer?.After(this, args, room > 0 && count <= room ? new ReadOnlySpan<IntPtr>(results, count) : []);
        return count;
    }
}
