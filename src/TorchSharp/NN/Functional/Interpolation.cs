using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>How an image is resized.</summary>
    public enum InterpolationMode
    {
        /// <summary>The nearest element.</summary>
        Nearest = 0,

        /// <summary>Linear, in one dimension.</summary>
        Linear = 1,

        /// <summary>Linear, in two dimensions.</summary>
        Bilinear = 2,

        /// <summary>Cubic, in two dimensions.</summary>
        Bicubic = 3,

        /// <summary>Linear, in three dimensions.</summary>
        Trilinear = 4,

        /// <summary>The mean of the area.</summary>
        Area = 5,
    }

    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Dictionary<string, Op> Upsampling = new[]
            {
                "nearest1d", "nearest2d", "nearest3d", "linear1d", "bilinear2d", "bicubic2d", "trilinear3d",
            }.ToDictionary(name => name, name => new Op($"aten::upsample_{name}", "vec"));

            private static readonly Dictionary<long, Op> AreaPooling = new()
            {
                [1] = new("aten::adaptive_avg_pool1d"), [2] = new("aten::adaptive_avg_pool2d"), [3] = new("aten::adaptive_avg_pool3d"),
            };

            /// <summary>Resizes the spatial dimensions of N×C×… tensors.</summary>
            /// <param name="x">N×C and one to three spatial dimensions.</param>
            /// <param name="size">The new sizes, or null when factors are given.</param>
            /// <param name="scale_factor">The factors, or null when sizes are given.</param>
            /// <param name="mode">How.</param>
            /// <param name="align_corners">Whether corner elements keep their place (linear and cubic modes).</param>
            /// <param name="recompute_scale_factor">Whether the factors are taken from the rounded sizes.</param>
            /// <exception cref="ArgumentException">Both or neither of sizes and factors are given, or the mode is for other dimensions.</exception>
            public static Tensor interpolate(
                Tensor x, long[]? size = null, double[]? scale_factor = null, InterpolationMode mode = InterpolationMode.Nearest,
                bool? align_corners = null, bool recompute_scale_factor = false)
            {
                var spatial = x.dim() - 2;
                if (size is null == scale_factor is null)
                    throw new ArgumentException("interpolate takes either size or scale_factor");
                if (size is { Length: 1 })
                    size = Enumerable.Repeat(size[0], (int)spatial).ToArray();
                if (scale_factor is { Length: 1 })
                    scale_factor = Enumerable.Repeat(scale_factor[0], (int)spatial).ToArray();
                if (scale_factor is not null && (recompute_scale_factor || mode == InterpolationMode.Area))
                {
                    size = x.shape[2..].Zip(scale_factor, (length, factor) => (long)Math.Floor(length * factor)).ToArray();
                    scale_factor = null;
                }

                if (mode == InterpolationMode.Area)
                    return AreaPooling[spatial].Call(x, size);
                var name = mode == InterpolationMode.Nearest ? $"nearest{spatial}d" : $"{mode.ToString().ToLowerInvariant()}{spatial}d";
                if (!Upsampling.TryGetValue(name, out var op))
                    throw new ArgumentException($"{mode} interpolation does not work on {spatial} spatial dimensions");
                return mode == InterpolationMode.Nearest
                    ? op.Call(x, size, scale_factor)
                    : op.Call(x, size, align_corners ?? false, scale_factor);
            }
        }
    }
}
