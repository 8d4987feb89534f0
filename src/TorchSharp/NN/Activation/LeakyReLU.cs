using TorchSharp.Interop;
using TorchSharp.Modules;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>x where x is positive, else the slope times x.</summary>
        public sealed class LeakyReLU : ParameterLessModule<torch.Tensor, torch.Tensor>
        {
            internal LeakyReLU(double negative_slope, bool inplace)
                : base(nameof(LeakyReLU))
            {
                this.negative_slope = negative_slope;
                this.inplace = inplace;
            }

            /// <summary>Whether the input is overwritten.</summary>
            public bool inplace { get; set; }

            /// <summary>The factor of negative inputs.</summary>
            public double negative_slope { get; set; }

            /// <inheritdoc/>
            public override torch.Tensor forward(torch.Tensor tensor) => torch.nn.functional.leaky_relu(tensor, negative_slope, inplace);
        }

        internal static class LeakyReLUOps
        {
            public static readonly Op Plain = new("aten::leaky_relu");
            public static readonly Op InPlace = new("aten::leaky_relu_");
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>x where x is positive, else the slope times x.</summary>
            /// <param name="negative_slope">The factor of negative inputs.</param>
            /// <param name="inplace">Whether the input is overwritten.</param>
            public static LeakyReLU LeakyReLU(double negative_slope = 0.01, bool inplace = false) => new(negative_slope, inplace);

            public static partial class functional
            {
                /// <summary>x where x is positive, else the slope times x.</summary>
                /// <param name="input">Any shape.</param>
                /// <param name="negative_slope">The factor of negative inputs.</param>
                /// <param name="inplace">Whether the input is overwritten.</param>
                public static Tensor leaky_relu(Tensor input, double negative_slope = 0.01, bool inplace = false)
                    => (inplace ? LeakyReLUOps.InPlace : LeakyReLUOps.Plain).Call(input, negative_slope);
            }
        }
    }
}
