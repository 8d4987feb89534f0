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
    /// <param name="view">Which view of the augmentation the images show.</param>
    public Batch(Tensor images, Tensor labels, int[] indices, int view = 0) =>
        (Images, Labels, Indices, View) = (images, labels, indices, view);

    /// <summary>N×3×H×W float32, normalised, with channels-last strides.</summary>
    public Tensor Images { get; }

    /// <summary>N labels, int64; −1 for an unlabelled image.</summary>
    public Tensor Labels { get; }

    /// <summary>The positions of the images in their set.</summary>
    public int[] Indices { get; }

    /// <summary>Which view the images show: image i of view v always has the same pixels (see <see cref="BatchLoaderOptions.Views"/>).</summary>
    public int View { get; }

    /// <summary>The number of images, N.</summary>
    public int Count => Indices.Length;

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        Images.Dispose();
        Labels.Dispose();
    }

    /// <summary>Makes tensors of a loaded batch; the tensors belong to the batch alone, to no dispose scope.</summary>
    internal static Batch From(LoadedBatch loaded, int size, Device? device)
    {
        using var scope = NewDisposeScope();
        var images = tensor(loaded.Pixels, [loaded.Indices.Length, size, size, 3], ScalarType.Float32).permute(0, 3, 1, 2);
        var labels = tensor(loaded.Labels, ScalarType.Int64);
        if (device is not null)
        {
            images = Moved(images, device);
            labels = Moved(labels, device);
        }

        return new Batch(images.DetachFromDisposeScope(), labels.DetachFromDisposeScope(), loaded.Indices, loaded.View);
    }

    // From page-locked memory a copy to a GPU does not wait for the work before it.
    private static Tensor Moved(Tensor tensor, Device device) =>
        device.type == DeviceType.CPU ? tensor.to(device) : tensor.pin_memory().to(device, non_blocking: true);
}
