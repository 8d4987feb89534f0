using TorchSharp.Interop;
using TorchSharp.Modules;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>max(0, x).</summary>
        public sealed class ReLU : ParameterLessModule<torch.Tensor, torch.Tensor>
        {
            internal ReLU(bool inplace)
                : base(nameof(ReLU)) => this.inplace = inplace;

            /// <summary>Whether the input is overwritten.</summary>
            public bool inplace { get; set; }

            /// <inheritdoc/>
            public override torch.Tensor forward(torch.Tensor tensor) => torch.nn.functional.relu(tensor, inplace);
        }

        internal static class ReLUOps
        {
            public static readonly Op Plain = new("aten::relu");
            public static readonly Op InPlace = new("aten::relu_");
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>max(0, x).</summary>
            /// <param name="inplace">Whether the input is overwritten.</param>
            public static ReLU ReLU(bool inplace = false) => new(inplace);

            public static partial class functional
            {
                /// <summary>max(0, x).</summary>
                /// <param name="x">Any shape.</param>
                /// <param name="inplace">Whether the input is overwritten.</param>
                public static Tensor relu(Tensor x, bool inplace = false)
                    => inplace ? ReLUOps.InPlace.Call(x) : ReLUOps.Plain.Call(x);
            }
        }
    }
}
