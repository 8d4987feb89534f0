using EdgeKd.Data.Randomness;

namespace EdgeKd.Data.Augmentation;

/// <summary>Where a square is cut out of an image and its padding of zeros.</summary>
/// <param name="Top">Its first row in the image, in pixels; below 0 in the padding.</param>
/// <param name="Left">Its first column.</param>
internal readonly record struct CropPosition(int Top, int Left)
{
    /// <summary>Draws it, two numbers; without padding it is the middle, and nothing is drawn.</summary>
    public static CropPosition Draw(int padding, int height, int width, int size, ref CounterRandom random)
    {
        int roomY = height + 2 * padding - size, roomX = width + 2 * padding - size;
        var isRandom = padding > 0;
        var top = (isRandom ? random.NextInt(roomY + 1) : roomY / 2) - padding;
        var left = (isRandom ? random.NextInt(roomX + 1) : roomX / 2) - padding;
        return new CropPosition(top, left);
    }
}
