using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Op Equal = new("aten::equal");

        /// <summary>Whether both have the same shape and elements.</summary>
        public bool equal(Tensor target)
        {
            using var answer = Equal.Call(this, target);
            return answer.data<bool>()[0];
        }
    }
}
