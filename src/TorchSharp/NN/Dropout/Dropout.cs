using TorchSharp.Interop;
using TorchSharp.Modules;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>Zeroes elements at random while training and scales the rest by 1/(1 − p).</summary>
        public sealed class Dropout : ParameterLessModule<torch.Tensor, torch.Tensor>
        {
            internal static readonly Op Op = new("aten::dropout");
            internal static readonly Op InPlaceOp = new("aten::dropout_");

            internal Dropout(double p, bool inplace)
                : base(nameof(Dropout))
            {
                this.p = p;
                this.inplace = inplace;
            }

            /// <summary>Whether the input is overwritten.</summary>
            public bool inplace { get; set; }

            /// <summary>The probability of a zero.</summary>
            public double p { get; set; }

            /// <inheritdoc/>
            public override torch.Tensor forward(torch.Tensor tensor) => torch.nn.functional.dropout(tensor, p, training, inplace);
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Zeroes elements at random while training and scales the rest by 1/(1 − p).</summary>
            /// <param name="p">The probability of a zero.</param>
            /// <param name="inplace">Whether the input is overwritten.</param>
            public static Dropout Dropout(double p = 0.5, bool inplace = false) => new(p, inplace);

            public static partial class functional
            {
                /// <summary>Zeroes elements at random while training and scales the rest by 1/(1 − p).</summary>
                /// <param name="input">Any shape.</param>
                /// <param name="p">The probability of a zero.</param>
                /// <param name="training">Whether anything is done at all.</param>
                /// <param name="inplace">Whether the input is overwritten.</param>
                public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false)
                    => (inplace ? Modules.Dropout.InPlaceOp : Modules.Dropout.Op).Call(input, p, training);
            }
        }
    }
}
