using TorchSharp.Interop;
using TorchSharp.Modules;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>x·Φ(x), with Φ the normal distribution function.</summary>
        public sealed class GELU : ParameterLessModule<torch.Tensor, torch.Tensor>
        {
            internal GELU(bool inplace)
                : base(nameof(GELU)) => this.inplace = inplace;

            /// <summary>Whether the input is overwritten.</summary>
            public bool inplace { get; set; }

            /// <inheritdoc/>
            public override torch.Tensor forward(torch.Tensor tensor) => torch.nn.functional.gelu(tensor, inplace);
        }

        internal static class GELUOps
        {
            public static readonly Op Plain = new("aten::gelu");
            public static readonly Op InPlace = new("aten::gelu_");
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>x·Φ(x), with Φ the normal distribution function.</summary>
            /// <param name="inplace">Whether the input is overwritten.</param>
            public static GELU GELU(bool inplace = false) => new(inplace);

            public static partial class functional
            {
                /// <summary>x·Φ(x), with Φ the normal distribution function.</summary>
                /// <param name="x">Any shape.</param>
                /// <param name="inplace">Whether the input is overwritten.</param>
                public static Tensor gelu(Tensor x, bool inplace = false)
                    => inplace ? GELUOps.InPlace.Call(x) : GELUOps.Plain.Call(x);
            }
        }
    }
}
