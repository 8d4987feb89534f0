using TorchSharp.Interop;
using TorchSharp.Modules;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>The largest value of each window of N×C×H×W inputs.</summary>
        public sealed class MaxPool2d : ParameterLessModule<torch.Tensor, torch.Tensor>
        {
            internal static readonly Op Op = new("aten::max_pool2d");
            internal static readonly Op WithIndicesOp = new("aten::max_pool2d_with_indices");

            internal MaxPool2d(long[] kernel_size, long[]? stride, long[]? padding, long[]? dilation, bool ceil_mode)
                : base(nameof(MaxPool2d))
            {
                this.kernel_size = kernel_size;
                this.stride = stride;
                this.padding = padding;
                this.dilation = dilation;
                this.ceil_mode = ceil_mode;
            }

            /// <summary>The window's size.</summary>
            public long[] kernel_size { get; set; }

            /// <summary>The steps between windows; null for the window's size.</summary>
            public long[]? stride { get; set; }

            /// <summary>What is added to each side, as −∞; null for nothing.</summary>
            public long[]? padding { get; set; }

            /// <summary>The steps inside a window; null for 1.</summary>
            public long[]? dilation { get; set; }

            /// <summary>Whether a window that is not full at the end counts.</summary>
            public bool ceil_mode { get; set; }

            /// <inheritdoc/>
            public override torch.Tensor forward(torch.Tensor input)
                => torch.nn.functional.max_pool2d(input, kernel_size, stride, padding, dilation, ceil_mode);

            /// <summary>The largest values and where in H×W they were.</summary>
            public (torch.Tensor Values, torch.Tensor Indices) forward_with_indices(torch.Tensor input)
                => torch.nn.functional.max_pool2d_with_indices(input, kernel_size, stride, padding, dilation, ceil_mode);
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>The largest value of each window.</summary>
            /// <param name="kernel_size">The window's size.</param>
            /// <param name="stride">The steps between windows; null for the window's size.</param>
            /// <param name="padding">What is added to each side, as −∞.</param>
            /// <param name="dilation">The steps inside a window.</param>
            /// <param name="ceil_mode">Whether a window that is not full at the end counts.</param>
            public static MaxPool2d MaxPool2d(
                long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false)
                => new(Pair.Of(kernel_size), Pair.Of(stride ?? kernel_size), Pair.Of(padding ?? 0), Pair.Of(dilation ?? 1), ceil_mode);

            /// <inheritdoc cref="MaxPool2d(long, long?, long?, long?, bool)"/>
            public static MaxPool2d MaxPool2d(
                (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, (long, long)? dilation = null,
                bool ceil_mode = false)
                => new(Pair.Of(kernel_size), Pair.Of(stride ?? kernel_size), Pair.Of(padding ?? (0, 0)), Pair.Of(dilation ?? (1, 1)), ceil_mode);

            /// <inheritdoc cref="MaxPool2d(long, long?, long?, long?, bool)"/>
            public static MaxPool2d MaxPool2d(
                long[] kernel_size, long[]? stride = null, long[]? padding = null, long[]? dilation = null, bool ceil_mode = false)
                => new(kernel_size, stride, padding, dilation, ceil_mode);

            public static partial class functional
            {
                /// <inheritdoc cref="nn.MaxPool2d(long, long?, long?, long?, bool)"/>
                public static Tensor max_pool2d(
                    Tensor input, long[] kernel_size, long[]? strides = null, long[]? padding = null, long[]? dilation = null,
                    bool ceil_mode = false)
                    => Modules.MaxPool2d.Op.Call(input, kernel_size, strides ?? [], padding ?? [0], dilation ?? [1], ceil_mode);

                /// <inheritdoc cref="nn.MaxPool2d(long, long?, long?, long?, bool)"/>
                public static Tensor max_pool2d(
                    Tensor input, long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false)
                    => max_pool2d(input, Pair.Of(kernel_size), Pair.Of(stride), Pair.Of(padding), Pair.Of(dilation), ceil_mode);

                /// <inheritdoc cref="nn.MaxPool2d(long, long?, long?, long?, bool)"/>
                public static Tensor max_pool2d(
                    Tensor input, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null,
                    (long, long)? dilation = null, bool ceil_mode = false)
                    => max_pool2d(input, Pair.Of(kernel_size), Pair.Of(stride), Pair.Of(padding), Pair.Of(dilation), ceil_mode);

                /// <summary>The largest values and where in H×W they were.</summary>
                public static (Tensor output, Tensor indices) max_pool2d_with_indices(
                    Tensor input, long[] kernel_size, long[]? strides = null, long[]? padding = null, long[]? dilation = null,
                    bool ceil_mode = false)
                {
                    var results = Modules.MaxPool2d.WithIndicesOp.CallMany(
                        input, kernel_size, strides ?? [], padding ?? [0], dilation ?? [1], ceil_mode);
                    return (results[0], results[1]);
                }
            }
        }
    }
}
