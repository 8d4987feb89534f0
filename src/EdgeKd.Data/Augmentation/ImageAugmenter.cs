using EdgeKd.Data.Imaging;
using EdgeKd.Data.Randomness;

namespace EdgeKd.Data.Augmentation;

/// <summary>Cuts, turns, recolours, flips and normalises one image at a time. Each thread uses one of its own.</summary>
internal sealed class ImageAugmenter
{
    private readonly AugmentationOptions _options;
    private readonly int _height, _width, _size;
    private readonly float[] _red, _green, _blue;
    private readonly byte[] _rotated, _crop, _scratch;

    /// <param name="options">The random changes.</param>
    /// <param name="height">The height of the images given, in pixels.</param>
    /// <param name="width">Their width, in pixels.</param>
    /// <param name="size">Height and width of the result, in pixels.</param>
    /// <param name="normalization">The normalisation of the result.</param>
    public ImageAugmenter(AugmentationOptions options, int height, int width, int size, NormalizationTable normalization)
    {
        (_options, _height, _width, _size) = (options, height, width, size);
        (_red, _green, _blue) = (normalization.Red, normalization.Green, normalization.Blue);
        _rotated = options.RotationDegrees > 0 ? new byte[height * width * 3] : [];
        _crop = new byte[size * size * 3];
        _scratch = options.RandAugment is not null || options.ColorJitter is not null ? new byte[_crop.Length] : [];
    }

    /// <summary>Makes the network's input of an image.</summary>
    /// <param name="pixels">H×W×3 bytes.</param>
    /// <param name="random">The image's own random numbers.</param>
    /// <param name="destination">size×size×3 normalised values, channels interleaved.</param>
    public void Apply(ReadOnlySpan<byte> pixels, CounterRandom random, Span<float> destination)
    {
        if (_options.RotationDegrees > 0)
        {
            ImageRotation.Rotate(pixels, _height, _width, random.NextDouble(-1, 1) * _options.RotationDegrees, _rotated);
            pixels = _rotated;
        }
        if (_options.RandomResizedCrop is { } crop)
        {
            var region = RandomCropRegion.Draw(crop, _height, _width, ref random);
            NativeImage.Resize(
                pixels[((region.Top * _width + region.Left) * 3)..], _width * 3, region.Height, region.Width,
                ResizedWindow.Whole(_size, _size), crop.Interpolation, _crop);
            pixels = _crop;
        }
        else
        {
            var (top, left) = CropPosition.Draw(_options.CropPadding, _height, _width, _size, ref random);
            if (_height != _size || _width != _size || top != 0 || left != 0)
            {
                Cut(pixels, top, left);
                pixels = _crop;
            }
        }
        if (_scratch.Length > 0)
        {
            pixels.CopyTo(_crop);
            var image = new PixelImage(_crop, _scratch, _size);
            if (_options.RandAugment is { } operations) RandAugment.Apply(operations, ref random, image);
            if (_options.ColorJitter is { } jitter) ColorJitter.Apply(jitter, ref random, image);
            pixels = _crop;
        }
        Normalize(pixels, _options.HorizontalFlip && random.NextBool(), destination);
        if (_options.RandomErasing is { } erasing) RandomErasing.Apply(erasing, _size, ref random, destination);
    }

    /// <summary>Cuts a square out of the image and its padding of zeros.</summary>
    private void Cut(ReadOnlySpan<byte> pixels, int top, int left)
    {
        int first = Math.Max(0, -left), end = Math.Min(_size, _width - left), rowBytes = _size * 3;
        for (var y = 0; y < _size; y++)
        {
            var row = _crop.AsSpan(y * rowBytes, rowBytes);
            var from = top + y;
            if (from < 0 || from >= _height || first >= end)
            {
                row.Clear();
                continue;
            }
            row[..(first * 3)].Clear();
            pixels.Slice((from * _width + left + first) * 3, (end - first) * 3).CopyTo(row[(first * 3)..]);
            row[(end * 3)..].Clear();
        }
    }

    private void Normalize(ReadOnlySpan<byte> pixels, bool mirrored, Span<float> destination)
    {
        float[] red = _red, green = _green, blue = _blue;
        var rowLength = _size * 3;
        for (var y = 0; y < _size; y++)
        {
            var from = pixels.Slice(y * rowLength, rowLength);
            var to = destination.Slice(y * rowLength, rowLength);
            if (!mirrored)
            {
                for (var x = 0; x + 2 < to.Length && x + 2 < from.Length; x += 3)
                {
                    to[x] = red[from[x]];
                    to[x + 1] = green[from[x + 1]];
                    to[x + 2] = blue[from[x + 2]];
                }
                continue;
            }
            for (int x = 0, back = rowLength - 3; x < rowLength; x += 3, back -= 3)
            {
                to[x] = red[from[back]];
                to[x + 1] = green[from[back + 1]];
                to[x + 2] = blue[from[back + 2]];
            }
        }
    }
}
