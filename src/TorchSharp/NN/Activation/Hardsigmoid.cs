using TorchSharp.Interop;
using TorchSharp.Modules;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>min(max(0, x + 3), 6) / 6.</summary>
        public sealed class Hardsigmoid : ParameterLessModule<torch.Tensor, torch.Tensor>
        {
            internal Hardsigmoid(bool inplace)
                : base(nameof(Hardsigmoid)) => this.inplace = inplace;

            /// <summary>Whether the input is overwritten.</summary>
            public bool inplace { get; set; }

            /// <inheritdoc/>
            public override torch.Tensor forward(torch.Tensor tensor) => torch.nn.functional.hardsigmoid(tensor, inplace);
        }

        internal static class HardsigmoidOps
        {
            public static readonly Op Plain = new("aten::hardsigmoid");
            public static readonly Op InPlace = new("aten::hardsigmoid_");
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>min(max(0, x + 3), 6) / 6.</summary>
            /// <param name="inplace">Whether the input is overwritten.</param>
            public static Hardsigmoid Hardsigmoid(bool inplace = false) => new(inplace);

            public static partial class functional
            {
                /// <summary>min(max(0, x + 3), 6) / 6.</summary>
                /// <param name="input">Any shape.</param>
                /// <param name="inplace">Whether the input is overwritten.</param>
                public static Tensor hardsigmoid(Tensor input, bool inplace = false)
                    => inplace ? HardsigmoidOps.InPlace.Call(input) : HardsigmoidOps.Plain.Call(input);
            }
        }
    }
}
