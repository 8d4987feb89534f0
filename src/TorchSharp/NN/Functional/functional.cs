using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Layers and losses as functions.</summary>
        public static partial class functional
        {
            private static readonly Op OneHot = new("aten::one_hot");
            private static readonly Op LogSigmoid = new("aten::log_sigmoid");
            private static readonly Op Softplus = new("aten::softplus");
            private static readonly Op Hardtanh = new("aten::hardtanh");
            private static readonly Op HardtanhInPlace = new("aten::hardtanh_");
            private static readonly Op Pad = new("aten::pad");
            private static readonly Op CosineSimilarity = new("aten::cosine_similarity");
            private static readonly Op Unfold = new("aten::im2col");

            /// <summary>1 at the class, 0 elsewhere, in a new last dimension.</summary>
            /// <param name="x">Class numbers (64-bit) of any shape.</param>
            /// <param name="num_classes">How many classes there are; −1 for the largest found and one.</param>
            /// <exception cref="ArgumentException">The numbers are not 64-bit.</exception>
            public static Tensor one_hot(Tensor x, long num_classes = -1)
            {
                if (x.dtype != ScalarType.Int64)
                    throw new ArgumentException("OneHot input tensor must have elements of type Int64");
                return OneHot.Call(x, num_classes);
            }

            /// <summary>log(1 / (1 + exp(−x))).</summary>
            public static Tensor logsigmoid(Tensor x) => LogSigmoid.Call(x);

            /// <summary>log(1 + exp(β·x)) / β, and x itself where β·x is above the threshold.</summary>
            public static Tensor softplus(Tensor x, double beta = 1, double threshold = 20) => Softplus.Call(x, beta, threshold);

            /// <summary>min(max(x, min_val), max_val).</summary>
            public static Tensor hardtanh(Tensor x, double min_val = -1.0, double max_val = 1.0, bool inplace = false)
                => (inplace ? HardtanhInPlace : Hardtanh).Call(x, min_val, max_val);

            /// <summary>The cosine of the angle between vectors along one dimension.</summary>
            public static Tensor cosine_similarity(Tensor x1, Tensor x2, long dim = 1, double eps = 1e-8)
                => CosineSimilarity.Call(x1, x2, dim, eps);

            /// <summary>The windows of N×C×H×W images as columns: N × C·kernel × windows.</summary>
            public static Tensor unfold(
                Tensor input, (long, long) kernel_size, (long, long)? dilation = null, (long, long)? padding = null, (long, long)? stride = null)
                => Unfold.Call(
                    input, Modules.Pair.Of(kernel_size), Modules.Pair.Of(dilation ?? (1, 1)), Modules.Pair.Of(padding ?? (0, 0)),
                    Modules.Pair.Of(stride ?? (1, 1)));

            /// <summary>Adds elements at the sides of the last dimensions.</summary>
            /// <param name="input">Any shape.</param>
            /// <param name="pad">Before and after, for the last dimension first.</param>
            /// <param name="mode">What is added.</param>
            /// <param name="value">The added value, where the mode is constant.</param>
            public static Tensor pad(Tensor input, long[] pad, PaddingModes mode = PaddingModes.Constant, double value = 0)
            {
                var name = mode switch
                {
                    PaddingModes.Reflect => "reflect",
                    PaddingModes.Replicate => "replicate",
                    PaddingModes.Circular => "circular",
                    _ => "constant",
                };
                return Pad.Call(input, pad, name, name == "constant" ? value : Arg.None);
            }

            /// <inheritdoc cref="pad(Tensor, long[], PaddingModes, double)"/>
            public static Tensor pad(Tensor input, ReadOnlySpan<long> pad, PaddingModes mode = PaddingModes.Constant, double value = 0)
                => functional.pad(input, pad.ToArray(), mode, value);

            /// <inheritdoc cref="pad(Tensor, long[], PaddingModes, double)"/>
            public static Tensor pad(Tensor input, (long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0)
                => functional.pad(input, new[] { pad.Item1, pad.Item2 }, mode, value);

            /// <inheritdoc cref="pad(Tensor, long[], PaddingModes, double)"/>
            public static Tensor pad(Tensor input, (long, long, long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0)
                => functional.pad(input, new[] { pad.Item1, pad.Item2, pad.Item3, pad.Item4 }, mode, value);

            /// <summary>Adds the same number of elements at every side of every dimension.</summary>
            public static Tensor pad(Tensor input, long pad, PaddingModes mode = PaddingModes.Constant, double value = 0)
                => functional.pad(input, Enumerable.Repeat(pad, (int)input.dim() * 2).ToArray(), mode, value);
        }
    }
}
