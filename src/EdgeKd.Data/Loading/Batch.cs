using EdgeKd.Data.Augmentation;
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
    /// <param name="loaded">The batch.</param>
    /// <param name="size">Height and width of the images, in pixels.</param>
    /// <param name="device">Where the tensors are to lie; null: in the processor's own memory.</param>
    /// <param name="placement">What makes images of bytes; null where the batch has none.</param>
    internal static Batch From(LoadedBatch loaded, int size, Device? device, DevicePlacement? placement = null)
    {
        using var scope = NewDisposeScope();
        var count = loaded.Indices.Length;
        var images = loaded.Bytes is { } bytes
            ? placement!.Apply(
                There(tensor(bytes, [count, placement.Height, placement.Width, 3], ScalarType.Byte)), There(tensor(loaded.Places!, [count, 3], ScalarType.Int64)))
            : There(tensor(loaded.Pixels, [count, size, size, 3], ScalarType.Float32).permute(0, 3, 1, 2));
        var labels = There(tensor(loaded.Labels, ScalarType.Int64));
        var mixed = loaded is { PartnerLabels: { } partners, Shares: { } shares }
            ? new MixedLabels(
                There(tensor(partners, ScalarType.Int64)).DetachFromDisposeScope(), There(tensor(shares, ScalarType.Float32)).DetachFromDisposeScope())
            : null;
        return new Batch(images.DetachFromDisposeScope(), labels.DetachFromDisposeScope(), loaded.Indices, loaded.Views, mixed);

        Tensor There(Tensor made) => device is null ? made : Moved(made, device);
    }

    // From page-locked memory a copy to a GPU does not wait for the work before it.
    private static Tensor Moved(Tensor tensor, Device device) =>
        device.type == DeviceType.CPU ? tensor.to(device) : tensor.pin_memory().to(device, non_blocking: true);
}
