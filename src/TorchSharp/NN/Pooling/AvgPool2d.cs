using TorchSharp.Interop;
using TorchSharp.Modules;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>The mean of each window of N×C×H×W inputs.</summary>
        public sealed class AvgPool2d : ParameterLessModule<torch.Tensor, torch.Tensor>
        {
            internal static readonly Op Op = new("aten::avg_pool2d");

            internal AvgPool2d(long[] kernel_size, long[]? stride, long[]? padding, bool ceil_mode, bool count_include_pad, long? divisor_override)
                : base(nameof(AvgPool2d))
            {
                this.kernel_size = kernel_size;
                this.stride = stride;
                this.padding = padding;
                this.ceil_mode = ceil_mode;
                this.count_include_pad = count_include_pad;
                this.divisor_override = divisor_override;
            }

            /// <summary>The window's size.</summary>
            public long[] kernel_size { get; set; }

            /// <summary>The steps between windows; null for the window's size.</summary>
            public long[]? stride { get; set; }

            /// <summary>The zeros added to each side; null for none.</summary>
            public long[]? padding { get; set; }

            /// <summary>Whether a window that is not full at the end counts.</summary>
            public bool ceil_mode { get; set; }

            /// <summary>Whether added zeros count in the mean.</summary>
            public bool count_include_pad { get; set; }

            /// <summary>What sums are divided by, instead of the window's size.</summary>
            public long? divisor_override { get; set; }

            /// <inheritdoc/>
            public override torch.Tensor forward(torch.Tensor input)
                => torch.nn.functional.avg_pool2d(input, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override);
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>The mean of each window.</summary>
            /// <param name="kernel_size">The window's size.</param>
            /// <param name="stride">The steps between windows; null for the window's size.</param>
            /// <param name="padding">The zeros added to each side.</param>
            /// <param name="ceil_mode">Whether a window that is not full at the end counts.</param>
            /// <param name="count_include_pad">Whether added zeros count in the mean.</param>
            /// <param name="divisor_override">What sums are divided by, instead of the window's size.</param>
            public static AvgPool2d AvgPool2d(
                long[] kernel_size, long[]? stride = null, long[]? padding = null, bool ceil_mode = false, bool count_include_pad = true,
                long? divisor_override = null)
                => new(kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override);

            /// <inheritdoc cref="AvgPool2d(long[], long[], long[], bool, bool, long?)"/>
            public static AvgPool2d AvgPool2d(
                (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, bool ceil_mode = false,
                bool count_include_pad = true, long? divisor_override = null)
                => new(Pair.Of(kernel_size), Pair.Of(stride), Pair.Of(padding), ceil_mode, count_include_pad, divisor_override);

            /// <inheritdoc cref="AvgPool2d(long[], long[], long[], bool, bool, long?)"/>
            public static AvgPool2d AvgPool2d(
                long kernel_size, long? stride = null, long? padding = null, bool ceil_mode = false, bool count_include_pad = true,
                long? divisor_override = null)
                => new(Pair.Of(kernel_size), Pair.Of(stride), Pair.Of(padding), ceil_mode, count_include_pad, divisor_override);

            public static partial class functional
            {
                /// <inheritdoc cref="nn.AvgPool2d(long[], long[], long[], bool, bool, long?)"/>
                public static Tensor avg_pool2d(
                    Tensor input, long[] kernel_size, long[]? stride = null, long[]? padding = null, bool ceil_mode = false,
                    bool count_include_pad = true, long? divisor_override = null)
                    => Modules.AvgPool2d.Op.Call(input, kernel_size, stride ?? [], padding ?? [0], ceil_mode, count_include_pad, divisor_override);

                /// <inheritdoc cref="nn.AvgPool2d(long[], long[], long[], bool, bool, long?)"/>
                public static Tensor avg_pool2d(
                    Tensor input, long kernel_size, long? stride = null, long padding = 0, bool ceil_mode = false,
                    bool count_include_pad = true, long? divisor_override = null)
                    => avg_pool2d(input, Pair.Of(kernel_size), Pair.Of(stride), Pair.Of(padding), ceil_mode, count_include_pad, divisor_override);

                /// <inheritdoc cref="nn.AvgPool2d(long[], long[], long[], bool, bool, long?)"/>
                public static Tensor avg_pool2d(
                    Tensor input, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, bool ceil_mode = false,
                    bool count_include_pad = true, long? divisor_override = null)
                    => avg_pool2d(input, Pair.Of(kernel_size), Pair.Of(stride), Pair.Of(padding), ceil_mode, count_include_pad, divisor_override);
            }
        }
    }
}
