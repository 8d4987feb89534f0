#if EDGEKD_SYSTEM
using TorchSharp.Interop;
#endif
using static TorchSharp.torch;

namespace TorchSharp.Extensions;

/// <summary>The gradients of two losses that share a graph, kept apart.</summary>
/// <remarks>With the system's libtorch 1.x on the CPU one walk through the graph computes both, which costs less than two backward
/// passes; elsewhere, and where hooks belong to a pass, there are two.</remarks>
public static class TwoLosses
{
    /// <summary>Computes both, without touching any <c>grad</c>.</summary>
    /// <param name="first">A scalar with a graph.</param>
    /// <param name="second">A scalar with a graph, usually a part of the same.</param>
    /// <param name="inputs">Leaves that require gradients.</param>
    /// <param name="retainGraph">Whether the graph can be used once more afterwards.</param>
    /// <returns>One entry an input, <c>null</c> where the loss does not reach it.</returns>
    public static (Tensor?[] First, Tensor?[] Second) Gradients(Tensor first, Tensor second, IReadOnlyList<Tensor> inputs, bool retainGraph = false)
    {
#if EDGEKD_SYSTEM
        if (InOneWalk(first, second, inputs, retainGraph) is { } both)
            return both;
#endif
        return (Of(first, inputs, retainGraph: true), Of(second, inputs, retainGraph));
    }

    /// <summary>The gradients of one loss.</summary>
    /// <inheritdoc cref="Gradients"/>
    public static Tensor?[] Of(Tensor loss, IReadOnlyList<Tensor> inputs, bool retainGraph = false) =>
        [.. autograd.grad([loss], [.. inputs], retain_graph: retainGraph, allow_unused: true).Select(gradient => gradient is null || gradient.IsInvalid ? null : gradient)];

#if EDGEKD_SYSTEM
    internal static unsafe (Tensor?[] First, Tensor?[] Second)? InOneWalk(Tensor first, Tensor second, IReadOnlyList<Tensor> inputs, bool retainGraph)
    {
        IntPtr[] handles = [.. inputs.Select(input => input.Handle)];
        var (ofFirst, ofSecond) = (new IntPtr[handles.Length], new IntPtr[handles.Length]);
        int done;
        fixed (IntPtr* leaves = handles, one = ofFirst, two = ofSecond)
            done = Native.Check(Native.edgekd_autograd_grad_two(first.Handle, second.Handle, leaves, handles.Length, retainGraph ? 1 : 0, one, two));
        GC.KeepAlive(first);
        GC.KeepAlive(second);
        GC.KeepAlive(inputs);
        return done == 1 ? (Wrap(ofFirst), Wrap(ofSecond)) : null;

        static Tensor?[] Wrap(IntPtr[] results) => Array.ConvertAll(results, handle => handle == IntPtr.Zero ? null : new Tensor(handle));
    }
#endif
}
