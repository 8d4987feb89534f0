using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Op SetSource = new("aten::set_", "source_Tensor");

        /// <summary>Lets the tensor share the memory, sizes and strides of another of the same type and device.</summary>
        /// <param name="source">The other tensor.</param>
        public Tensor set_(Tensor source) => SetSource.Call(this, source);
    }
}
