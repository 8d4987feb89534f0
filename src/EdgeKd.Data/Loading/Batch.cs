using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Data;

/// <summary>Some images and their labels, ready for a network. Whoever takes a batch disposes it.</summary>
public sealed class Batch : IDisposable
{
    /// <summary>Makes a batch, which owns the tensors from then on.</summary>
    /// <param name="images">N×3×H×W float32, normalised.</param>
    /// <param name="labels">N labels, int64; −1 where there is none.</param>
    /// <param name="indices">N positions in the set.</param>
    /// <param name="views">Which view of the augmentation each image shows; null: the first of each.</param>
    /// <param name="mixed">What is mixed into the images; null: nothing.</param>
    /// <exception cref="ArgumentException">There are not as many views as images.</exception>
    public Batch(Tensor images, Tensor labels, int[] indices, int[]? views = null, MixedLabels? mixed = null)
    {
        ArgumentNullException.ThrowIfNull(indices);
        if (views is not null && views.Length != indices.Length)
            throw new ArgumentException($"{views.Length} views of {indices.Length} images; give one an image");
        (Images, Labels, Indices, Views, Mixed) = (images, labels, indices, views ?? new int[indices.Length], mixed);
    }

    /// <summary>N×3×H×W float32, normalised, with channels-last strides.</summary>
    public Tensor Images { get; }

    /// <summary>N labels, int64; −1 for an unlabelled image.</summary>
    public Tensor Labels { get; }

    /// <summary>The positions of the images in their set.</summary>
    public int[] Indices { get; }

    /// <summary>Which view each image shows: image i in view v always has the same pixels (see <see cref="BatchLoaderOptions.Views"/>).</summary>
    public int[] Views { get; }

    /// <summary>What is mixed into the images, whose own labels stay <see cref="Labels"/>; null where the augmentation mixes nothing.</summary>
    public MixedLabels? Mixed { get; }

    /// <summary>The number of images, N.</summary>
    public int Count => Indices.Length;

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        Images.Dispose();
        Labels.Dispose();
        Mixed?.Dispose();
    }

    /// <summary>Makes tensors of a loaded batch; the tensors belong to the batch alone, to no dispose scope.</summary>
    internal static Batch From(LoadedBatch loaded, int size, Device? device)
    {
        using var scope = NewDisposeScope();
        var images = Placed(tensor(loaded.Pixels, [loaded.Indices.Length, size, size, 3], ScalarType.Float32).permute(0, 3, 1, 2));
        var labels = Placed(tensor(loaded.Labels, ScalarType.Int64));
        var mixed = loaded is { PartnerLabels: { } partners, Shares: { } shares }
            ? new MixedLabels(Placed(tensor(partners, ScalarType.Int64)), Placed(tensor(shares, ScalarType.Float32)))
            : null;
        return new Batch(images, labels, loaded.Indices, loaded.Views, mixed);

        Tensor Placed(Tensor made) => (device is null ? made : Moved(made, device)).DetachFromDisposeScope();
    }

    // From page-locked memory a copy to a GPU does not wait for the work before it.
    private static Tensor Moved(Tensor tensor, Device device) =>
        device.type == DeviceType.CPU ? tensor.to(device) : tensor.pin_memory().to(device, non_blocking: true);
}
