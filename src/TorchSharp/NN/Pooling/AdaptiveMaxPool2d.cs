using TorchSharp.Interop;
using TorchSharp.Modules;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>Largest values over as many windows as give a fixed output size.</summary>
        public sealed class AdaptiveMaxPool2d : ParameterLessModule<torch.Tensor, torch.Tensor>
        {
            internal static readonly Op Op = new("aten::adaptive_max_pool2d");

            internal AdaptiveMaxPool2d(long[] output_size)
                : base(nameof(AdaptiveMaxPool2d)) => this.output_size = output_size;

            /// <summary>The output's height and width.</summary>
            public long[] output_size { get; set; }

            /// <inheritdoc/>
            public override torch.Tensor forward(torch.Tensor input)
            {
                var results = Op.CallMany(input, output_size);
                results[1].Dispose();
                return results[0];
            }
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Largest values over as many windows as give a fixed output size.</summary>
            /// <param name="output_size">The output's height and width.</param>
            public static AdaptiveMaxPool2d AdaptiveMaxPool2d(long[] output_size) => new(output_size);

            /// <inheritdoc cref="AdaptiveMaxPool2d(long[])"/>
            public static AdaptiveMaxPool2d AdaptiveMaxPool2d((long, long) output_size) => new(Pair.Of(output_size));

            /// <inheritdoc cref="AdaptiveMaxPool2d(long[])"/>
            public static AdaptiveMaxPool2d AdaptiveMaxPool2d(long output_size) => new(Pair.Of(output_size));
        }
    }
}
