using TorchSharp.Interop;
using TorchSharp.Modules;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>min(max(0, x), 6).</summary>
        public sealed class ReLU6 : ParameterLessModule<torch.Tensor, torch.Tensor>
        {
            internal ReLU6(bool inplace)
                : base(nameof(ReLU6)) => this.inplace = inplace;

            /// <summary>Whether the input is overwritten.</summary>
            public bool inplace { get; set; }

            /// <inheritdoc/>
            public override torch.Tensor forward(torch.Tensor tensor) => torch.nn.functional.relu6(tensor, inplace);
        }

        internal static class ReLU6Ops
        {
            public static readonly Op Plain = new("aten::relu6");
            public static readonly Op InPlace = new("aten::relu6_");
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>min(max(0, x), 6).</summary>
            /// <param name="inplace">Whether the input is overwritten.</param>
            public static ReLU6 ReLU6(bool inplace = false) => new(inplace);

            public static partial class functional
            {
                /// <summary>min(max(0, x), 6).</summary>
                /// <param name="x">Any shape.</param>
                /// <param name="inplace">Whether the input is overwritten.</param>
                public static Tensor relu6(Tensor x, bool inplace = false)
                    => inplace ? ReLU6Ops.InPlace.Call(x) : ReLU6Ops.Plain.Call(x);
            }
        }
    }
}
