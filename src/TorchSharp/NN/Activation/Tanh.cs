using TorchSharp.Interop;
using TorchSharp.Modules;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>The hyperbolic tangent.</summary>
        public sealed class Tanh : ParameterLessModule<torch.Tensor, torch.Tensor>
        {
            internal Tanh(bool inplace)
                : base(nameof(Tanh)) => this.inplace = inplace;

            /// <summary>Whether the input is overwritten.</summary>
            public bool inplace { get; set; }

            /// <inheritdoc/>
            public override torch.Tensor forward(torch.Tensor tensor) => torch.nn.functional.tanh(tensor, inplace);
        }

        internal static class TanhOps
        {
            public static readonly Op Plain = new("aten::tanh");
            public static readonly Op InPlace = new("aten::tanh_");
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>The hyperbolic tangent.</summary>
            public static Tanh Tanh() => new(false);

            /// <summary>The hyperbolic tangent.</summary>
            /// <param name="inplace">Whether the input is overwritten.</param>
            public static Tanh Tanh(bool inplace) => new(inplace);

            public static partial class functional
            {
                /// <summary>The hyperbolic tangent.</summary>
                /// <param name="x">Any shape.</param>
                /// <param name="inplace">Whether the input is overwritten.</param>
                public static Tensor tanh(Tensor x, bool inplace)
                    => inplace ? TanhOps.InPlace.Call(x) : TanhOps.Plain.Call(x);

                /// <summary>The hyperbolic tangent.</summary>
                /// <param name="x">Any shape.</param>
                public static Tensor tanh(Tensor x) => tanh(x, false);
            }
        }
    }
}
