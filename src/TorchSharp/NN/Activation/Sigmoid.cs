using TorchSharp.Interop;
using TorchSharp.Modules;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>1 / (1 + exp(−x)).</summary>
        public sealed class Sigmoid : ParameterLessModule<torch.Tensor, torch.Tensor>
        {
            internal Sigmoid(bool inplace)
                : base(nameof(Sigmoid)) => this.inplace = inplace;

            /// <summary>Whether the input is overwritten.</summary>
            public bool inplace { get; set; }

            /// <inheritdoc/>
            public override torch.Tensor forward(torch.Tensor tensor) => torch.nn.functional.sigmoid(tensor, inplace);
        }

        internal static class SigmoidOps
        {
            public static readonly Op Plain = new("aten::sigmoid");
            public static readonly Op InPlace = new("aten::sigmoid_");
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>1 / (1 + exp(−x)).</summary>
            public static Sigmoid Sigmoid() => new(false);

            /// <summary>1 / (1 + exp(−x)).</summary>
            /// <param name="inplace">Whether the input is overwritten.</param>
            public static Sigmoid Sigmoid(bool inplace) => new(inplace);

            public static partial class functional
            {
                /// <summary>1 / (1 + exp(−x)).</summary>
                /// <param name="x">Any shape.</param>
                /// <param name="inplace">Whether the input is overwritten.</param>
                public static Tensor sigmoid(Tensor x, bool inplace)
                    => inplace ? SigmoidOps.InPlace.Call(x) : SigmoidOps.Plain.Call(x);

                /// <summary>1 / (1 + exp(−x)).</summary>
                /// <param name="x">Any shape.</param>
                public static Tensor sigmoid(Tensor x) => sigmoid(x, false);
            }
        }
    }
}
