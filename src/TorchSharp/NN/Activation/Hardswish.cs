using TorchSharp.Interop;
using TorchSharp.Modules;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>x·min(max(0, x + 3), 6) / 6 (Howard et al., Searching for MobileNetV3, 2019).</summary>
        public sealed class Hardswish : ParameterLessModule<torch.Tensor, torch.Tensor>
        {
            internal Hardswish(bool inplace)
                : base(nameof(Hardswish)) => this.inplace = inplace;

            /// <summary>Whether the input is overwritten.</summary>
            public bool inplace { get; set; }

            /// <inheritdoc/>
            public override torch.Tensor forward(torch.Tensor tensor) => torch.nn.functional.hardswish(tensor, inplace);
        }

        internal static class HardswishOps
        {
            public static readonly Op Plain = new("aten::hardswish");
            public static readonly Op InPlace = new("aten::hardswish_");
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>x·min(max(0, x + 3), 6) / 6 (Howard et al., Searching for MobileNetV3, 2019).</summary>
            /// <param name="inplace">Whether the input is overwritten.</param>
            public static Hardswish Hardswish(bool inplace = false) => new(inplace);

            public static partial class functional
            {
                /// <summary>x·min(max(0, x + 3), 6) / 6 (Howard et al., Searching for MobileNetV3, 2019).</summary>
                /// <param name="input">Any shape.</param>
                /// <param name="inplace">Whether the input is overwritten.</param>
                public static Tensor hardswish(Tensor input, bool inplace = false)
                    => inplace ? HardswishOps.InPlace.Call(input) : HardswishOps.Plain.Call(input);
            }
        }
    }
}
