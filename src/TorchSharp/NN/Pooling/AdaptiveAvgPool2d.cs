using TorchSharp.Interop;
using TorchSharp.Modules;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>Means over as many windows as give a fixed output size.</summary>
        public sealed class AdaptiveAvgPool2d : ParameterLessModule<torch.Tensor, torch.Tensor>
        {
            internal static readonly Op Op = new("aten::adaptive_avg_pool2d");

            internal AdaptiveAvgPool2d(long[] output_size)
                : base(nameof(AdaptiveAvgPool2d)) => this.output_size = output_size;

            /// <summary>The output's height and width.</summary>
            public long[] output_size { get; set; }

            /// <inheritdoc/>
            public override torch.Tensor forward(torch.Tensor input) => torch.nn.functional.adaptive_avg_pool2d(input, output_size);
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Means over as many windows as give a fixed output size.</summary>
            /// <param name="output_size">The output's height and width.</param>
            public static AdaptiveAvgPool2d AdaptiveAvgPool2d(long[] output_size) => new(output_size);

            /// <inheritdoc cref="AdaptiveAvgPool2d(long[])"/>
            public static AdaptiveAvgPool2d AdaptiveAvgPool2d((long, long) output_size) => new(Pair.Of(output_size));

            /// <inheritdoc cref="AdaptiveAvgPool2d(long[])"/>
            public static AdaptiveAvgPool2d AdaptiveAvgPool2d(long output_size) => new(Pair.Of(output_size));

            public static partial class functional
            {
                /// <summary>Means over as many windows as give a fixed output size.</summary>
                /// <param name="input">N×C×H×W.</param>
                /// <param name="output_size">The output's height and width.</param>
                public static Tensor adaptive_avg_pool2d(Tensor input, long[] output_size)
                    => Modules.AdaptiveAvgPool2d.Op.Call(input, output_size);

                /// <inheritdoc cref="adaptive_avg_pool2d(Tensor, long[])"/>
                public static Tensor adaptive_avg_pool2d(Tensor input, (long, long) output_size)
                    => adaptive_avg_pool2d(input, Pair.Of(output_size));

                /// <inheritdoc cref="adaptive_avg_pool2d(Tensor, long[])"/>
                public static Tensor adaptive_avg_pool2d(Tensor input, long output_size)
                    => adaptive_avg_pool2d(input, Pair.Of(output_size));
            }
        }
    }
}
