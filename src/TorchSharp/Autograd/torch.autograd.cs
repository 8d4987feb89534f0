using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>The gradients of outputs by inputs, without touching any <c>grad</c>.</summary>
        /// <param name="grad_outputs">The vector of the vector-Jacobian product, one an output; none for scalar outputs.</param>
        /// <param name="retain_graph">Keep the graph for another pass.</param>
        /// <param name="create_graph">Record the gradient's own graph, for second derivatives.</param>
        /// <param name="allow_unused">Give null, not an error, for an input that no output depends on.</param>
        /// <returns>One tensor an input.</returns>
        public static unsafe IList<Tensor> grad(IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null,
            bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
        {
            var o = Handles(outputs);
            var i = Handles(inputs);
            var g = Handles(grad_outputs);
            var results = new IntPtr[i.Length];
            fixed (IntPtr* po = o, pi = i, pg = g, pr = results)
            {
                Native.Check(Native.edgekd_autograd_grad(po, o.Length, pi, i.Length, pg, g.Length,
                    retain_graph || create_graph ? 1 : 0, create_graph ? 1 : 0, allow_unused ? 1 : 0, pr));
            }

            GC.KeepAlive(outputs);
            GC.KeepAlive(inputs);
            GC.KeepAlive(grad_outputs);
            return Array.ConvertAll(results, h => h == IntPtr.Zero ? null! : new Tensor(h));
        }

        /// <summary>Adds the gradients of tensors to the <c>grad</c> of the leaves they depend on (or of inputs alone).</summary>
        public static unsafe void backward(IList<Tensor> tensors, IList<Tensor>? grad_tensors = null, bool? retain_graph = null,
            bool create_graph = false, IList<Tensor>? inputs = null)
        {
            var t = Handles(tensors);
            var g = Handles(grad_tensors);
            var i = Handles(inputs);
            fixed (IntPtr* pt = t, pg = g, pi = i)
            {
                Native.Check(Native.edgekd_backward(pt, t.Length, pg, g.Length,
                    retain_graph ?? create_graph ? 1 : 0, create_graph ? 1 : 0, pi, i.Length));
            }

            GC.KeepAlive(tensors);
            GC.KeepAlive(grad_tensors);
            GC.KeepAlive(inputs);
        }

        private static IntPtr[] Handles(IList<Tensor>? tensors)
        {
            var handles = new IntPtr[tensors?.Count ?? 0];
            for (var i = 0; i < handles.Length; i++) handles[i] = tensors![i]?.Handle ?? IntPtr.Zero;
            return handles;
        }
    }
}
