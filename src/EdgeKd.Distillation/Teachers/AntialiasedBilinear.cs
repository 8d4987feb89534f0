using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation;

/// <summary>Resizes batches bilinearly, over the whole of what becomes one pixel where they shrink.</summary>
/// <remarks>
/// The filter of Pillow's BILINEAR (src/libImaging/Resample.c) and of torch's antialias=True: a triangle as wide as the factor,
/// at least one pixel to either side, its weights normalised. Rows and columns are each one matrix product.
/// </remarks>
internal static class AntialiasedBilinear
{
    /// <summary>Resizes N×C×h×w to N×C×H×W; the same tensor where it has that size already.</summary>
    public static Tensor Resize(Tensor images, int height, int width)
    {
        var resized = images;
        if (images.shape[2] != height)
        {
            resized = Weights((int)images.shape[2], height, images.device).matmul(resized);
        }

        if (images.shape[3] != width)
        {
            resized = resized.matmul(Weights((int)images.shape[3], width, images.device).t());
        }

        return resized;
    }

    /// <summary>The to×from matrix of weights; each row sums to 1.</summary>
    private static Tensor Weights(int from, int to, Device device)
    {
        var weights = new float[to * from];
        var scale = (double)from / to;
        var support = Math.Max(scale, 1);
        for (var i = 0; i < to; i++)
        {
            var centre = (i + 0.5) * scale;
            var row = new double[from];
            for (var j = 0; j < from; j++)
            {
                row[j] = Math.Max(0, 1 - (Math.Abs(j + 0.5 - centre) / support));
            }

            var sum = row.Sum();
            for (var j = 0; j < from; j++)
            {
                weights[(i * from) + j] = (float)(row[j] / sum);
            }
        }

        return tensor(weights, [to, from], device: device);
    }
}
