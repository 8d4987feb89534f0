using TorchSharp.Interop;
using TorchSharp.Modules;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>x·sigmoid(x).</summary>
        public sealed class SiLU : ParameterLessModule<torch.Tensor, torch.Tensor>
        {
            internal SiLU(bool inplace)
                : base(nameof(SiLU)) => this.inplace = inplace;

            /// <summary>Whether the input is overwritten.</summary>
            public bool inplace { get; set; }

            /// <inheritdoc/>
            public override torch.Tensor forward(torch.Tensor tensor) => torch.nn.functional.silu(tensor, inplace);
        }

        internal static class SiLUOps
        {
            public static readonly Op Plain = new("aten::silu");
            public static readonly Op InPlace = new("aten::silu_");
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>x·sigmoid(x).</summary>
            public static SiLU SiLU() => new(false);

            /// <summary>x·sigmoid(x).</summary>
            /// <param name="inplace">Whether the input is overwritten.</param>
            public static SiLU SiLU(bool inplace) => new(inplace);

            public static partial class functional
            {
                /// <summary>x·sigmoid(x).</summary>
                /// <param name="x">Any shape.</param>
                /// <param name="inplace">Whether the input is overwritten.</param>
                public static Tensor silu(Tensor x, bool inplace = false)
                    => inplace ? SiLUOps.InPlace.Call(x) : SiLUOps.Plain.Call(x);
            }
        }
    }
}
