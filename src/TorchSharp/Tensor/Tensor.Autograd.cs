using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public bool requires_grad
        {
            get => Alive(Native.Check(Native.edgekd_requires_grad(Handle))) != 0;
            set => Alive(Native.Check(Native.edgekd_set_requires_grad(Handle, value ? 1 : 0)));
        }

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        public bool is_leaf => Alive(Native.Check(Native.edgekd_is_leaf(Handle))) != 0;

        internal bool is_inference() => Alive(Native.Check(Native.edgekd_is_inference(Handle))) != 0;

        /// <summary>Lets a tensor inside a graph keep its gradient.</summary>
        public void retain_grad() => Alive(Native.Check(Native.edgekd_retain_grad(Handle)));

        /// <summary>The gradient, or null. Each read gives a tensor of its own to dispose; the gradient behind it is one.</summary>
        public unsafe Tensor? grad
        {
            get
            {
                IntPtr result;
                var found = Alive(Native.Check(Native.edgekd_grad(Handle, &result)));
                return found != 0 ? new Tensor(result) : null;
            }
            set
            {
                Native.Check(Native.edgekd_set_grad(Handle, value?.Handle ?? IntPtr.Zero));
                GC.KeepAlive(value);
                GC.KeepAlive(this);
            }
        }

        /// <summary>Adds this scalar's gradient to the leaves it depends on.</summary>
        public void backward() => autograd.backward([this]);

        /// <inheritdoc cref="autograd.backward"/>
        public void backward(IList<Tensor>? grad_tensors = null, bool create_graph = false, bool retain_graph = false,
            IList<Tensor>? inputs = null) =>
            autograd.backward([this], grad_tensors, retain_graph || create_graph, create_graph, inputs);

        private static readonly Op Detach = new("aten::detach");

        /// <summary>The same data outside the graph.</summary>
        public Tensor detach() => Detach.Call(this);

        private static readonly Op DetachInPlace = new("aten::detach_");

        public Tensor detach_() => DetachInPlace.Mutate(this);

        /// <summary>Gives the tensor the data of another; graph and gradient stay.</summary>
        internal void SetData(Tensor source)
        {
            Native.Check(Native.edgekd_tensor_set_data(Handle, source.Handle));
            GC.KeepAlive(source);
            GC.KeepAlive(this);
        }
    }
}
