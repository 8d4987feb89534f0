namespace EdgeKd.Data.Augmentation;

/// <summary>Linear distortions of an image, nearest neighbour, zero outside: torchvision's <c>affine</c> and <c>rotate</c>.</summary>
internal static class NearestWarp
{
    /// <summary>Moves each row right by −factor times its distance from the upper edge.</summary>
    public static void ShearX(PixelImage image, double factor) => Apply(image, 1, factor, factor * image.Size / 2, 0, 1, 0);

    /// <summary>Moves each column down by −factor times its distance from the left edge.</summary>
    public static void ShearY(PixelImage image, double factor) => Apply(image, 1, 0, 0, factor, 1, factor * image.Size / 2);

    /// <summary>Moves the image right and down by whole pixels.</summary>
    public static void Translate(PixelImage image, int x, int y) => Apply(image, 1, 0, -x, 0, 1, -y);

    /// <summary>Turns the image counter-clockwise about its centre.</summary>
    public static void Rotate(PixelImage image, double degrees)
    {
        var (sin, cos) = Math.SinCos(degrees * Math.PI / 180);
        Apply(image, cos, -sin, 0, sin, cos, 0);
    }

    /// <summary>Takes each pixel from (xx·x + xy·y + x0, yx·x + yy·y + y0); x and y count from the image's centre.</summary>
    private static void Apply(PixelImage image, double xx, double xy, double x0, double yx, double yy, double y0)
    {
        var size = image.Size;
        image.Pixels.CopyTo(image.Scratch);
        var middle = (size - 1) / 2.0;
        for (var row = 0; row < size; row++)
        {
            for (var column = 0; column < size; column++)
            {
                double x = column - middle, y = row - middle;
                var fromX = (int)Math.Round(xx * x + xy * y + x0 + middle);
                var fromY = (int)Math.Round(yx * x + yy * y + y0 + middle);
                var target = image.Pixels.Slice((row * size + column) * 3, 3);
                if ((uint)fromX < (uint)size && (uint)fromY < (uint)size)
                    image.Scratch.Slice((fromY * size + fromX) * 3, 3).CopyTo(target);
                else
                    target.Clear();
            }
        }
    }
}
