using TorchSharp.Interop;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Op VectorNorm = new("aten::linalg_vector_norm");
            private static readonly Op ClampMin = new("aten::clamp_min");
            private static readonly Op DivideTensor = new("aten::div", "Tensor");
            private static readonly Op LayerNorm = new("aten::layer_norm");
            private static readonly Op GroupNorm = new("aten::group_norm");

            /// <summary>Batch normalisation with these statistics, which training updates in place.</summary>
            /// <param name="input">N×C×….</param>
            /// <param name="running_mean">C, or null.</param>
            /// <param name="running_var">C, unbiased, or null.</param>
            /// <param name="weight">C, or null.</param>
            /// <param name="bias">C, or null.</param>
            /// <param name="training">Whether the batch's statistics are used and the running ones updated.</param>
            /// <param name="momentum">The batch's share in the running statistics.</param>
            /// <param name="eps">What is added to the variance.</param>
            public static Tensor batch_norm(
                Tensor input, Tensor? running_mean, Tensor? running_var, Tensor? weight = null, Tensor? bias = null,
                bool training = false, double momentum = 0.1, double eps = 1e-5)
                => BatchNorm.Op.Call(input, weight, bias, running_mean, running_var, training, momentum, eps, true);

            /// <summary>Normalisation over the last dimensions.</summary>
            /// <param name="input">… × normalized_shape.</param>
            /// <param name="normalized_shape">The last dimensions.</param>
            /// <param name="weight">Of those dimensions, or null.</param>
            /// <param name="bias">Of those dimensions, or null.</param>
            /// <param name="eps">What is added to the variance.</param>
            public static Tensor layer_norm(
                Tensor input, long[] normalized_shape, Tensor? weight = null, Tensor? bias = null, double eps = 1e-5)
                => LayerNorm.Call(input, normalized_shape, weight, bias, eps);

            /// <summary>Normalisation over groups of channels of each sample.</summary>
            /// <param name="input">N×C×….</param>
            /// <param name="num_groups">How many groups the channels make.</param>
            /// <param name="weight">C, or null.</param>
            /// <param name="bias">C, or null.</param>
            /// <param name="eps">What is added to the variance.</param>
            public static Tensor group_norm(
                Tensor input, long num_groups, Tensor? weight = null, Tensor? bias = null, double eps = 1e-5)
                => GroupNorm.Call(input, num_groups, weight, bias, eps);

            /// <summary>x / max(‖x‖ₚ, ε) along one dimension.</summary>
            /// <param name="input">Any shape.</param>
            /// <param name="p">The norm's exponent.</param>
            /// <param name="dim">The dimension along which the norm is taken.</param>
            /// <param name="eps">The least divisor.</param>
            public static Tensor normalize(Tensor input, double p = 2.0, long dim = 1L, double eps = 1e-12)
            {
                using var norm = VectorNorm.Call(input, p, new[] { dim }, true);
                using var divisor = ClampMin.Call(norm, eps);
                return DivideTensor.Call(input, divisor);
            }
        }
    }
}
