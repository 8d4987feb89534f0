using EdgeKd.Data.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Data.Augmentation;

/// <summary>Cuts, flips and normalises a whole batch where it is to lie: what <see cref="ImageAugmenter"/> does of these, to the bit.</summary>
/// <remarks>
/// A batch then goes over the bus as bytes, a quarter of its floats, and no thread of the processor touches a pixel twice. The values
/// are looked up in the same tables, so no rounding differs between devices.
/// </remarks>
internal sealed class DevicePlacement : IDisposable
{
    private readonly int _size;
    private readonly Tensor _values, _channels, _along;

    /// <param name="height">The height of the images, in pixels.</param>
    /// <param name="width">Their width, in pixels.</param>
    /// <param name="size">Height and width of the result, in pixels.</param>
    /// <param name="normalization">The normalisation of the result.</param>
    /// <param name="device">Where the batches lie.</param>
    public DevicePlacement(int height, int width, int size, NormalizationTable normalization, Device device)
    {
        (Height, Width, _size) = (height, width, size);
        using var scope = NewDisposeScope();
        _values = Kept(tensor([.. normalization.Red, .. normalization.Green, .. normalization.Blue], ScalarType.Float32));
        _channels = Kept(tensor(new long[] { 0, 256, 512 }, ScalarType.Int64));
        _along = Kept(arange(size, ScalarType.Int64));

        Tensor Kept(Tensor made) => made.to(device).DetachFromDisposeScope();
    }

    /// <summary>The height of the images that it takes, in pixels.</summary>
    public int Height { get; }

    /// <summary>Their width, in pixels.</summary>
    public int Width { get; }

    /// <summary>Makes the network's input of a batch.</summary>
    /// <param name="pixels">N×H×W×3 bytes on the device.</param>
    /// <param name="places">N×3 numbers on the device, int64: top and left of each crop, and 1 where it is mirrored.</param>
    /// <returns>N×3×size×size float32 with channels-last strides, in the caller's dispose scope.</returns>
    public Tensor Apply(Tensor pixels, Tensor places)
    {
        using var scope = NewDisposeScope();
        var (count, last) = (pixels.shape[0], _size - 1);
        var mirrored = places.narrow(1, 2, 1);
        var rows = places.narrow(1, 0, 1) + _along;
        var columns = places.narrow(1, 1, 1) + _along + (mirrored * (last - (_along * 2)));
        var inside = (rows.ge(0) & rows.lt(Height)).unsqueeze(2) & (columns.ge(0) & columns.lt(Width)).unsqueeze(1);
        var first = arange(count, ScalarType.Int64, pixels.device).unsqueeze(1) * Height;
        var at = ((first + rows.clamp(0, Height - 1)) * Width).unsqueeze(2) + columns.clamp(0, Width - 1).unsqueeze(1);
        var cut = pixels.view(-1, 3).index_select(0, at.view(-1)) * inside.view(-1, 1);
        var values = _values.index_select(0, (cut.to_type(ScalarType.Int64) + _channels).view(-1));
        return values.view(count, _size, _size, 3).permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        _values.Dispose();
        _channels.Dispose();
        _along.Dispose();
    }
}
