using TorchSharp.Modules;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>Batch normalisation of N×C or N×C×L inputs.</summary>
        public sealed class BatchNorm1d : BatchNorm
        {
            internal BatchNorm1d(
                long num_features, double eps, double momentum, bool affine, bool track_running_stats, torch.Device? device, torch.ScalarType? dtype)
                : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, nameof(BatchNorm1d))
            {
            }

            /// <inheritdoc/>
            protected override void ValidateInputDimensions(torch.Tensor input)
            {
                if (input.dim() is not (2 or 3))
                    throw new ArgumentException($"expected 2D or 3D input, but got {input.dim()}D input.");
            }
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Batch normalisation of N×C or N×C×L inputs.</summary>
            /// <param name="num_features">How many channels there are.</param>
            /// <param name="eps">What is added to the variance.</param>
            /// <param name="momentum">The share of a new batch in the running statistics.</param>
            /// <param name="affine">Whether there are a trained scale and shift.</param>
            /// <param name="track_running_stats">Whether running statistics are kept.</param>
            /// <param name="device">Where the parameters are; null for the CPU.</param>
            /// <param name="dtype">The parameters' type; null for the default.</param>
            public static BatchNorm1d BatchNorm1d(
                long num_features, double eps = 1e-05, double momentum = 0.1, bool affine = true, bool track_running_stats = true,
                Device? device = null, ScalarType? dtype = null)
                => new(num_features, eps, momentum, affine, track_running_stats, device, dtype);
        }
    }
}
