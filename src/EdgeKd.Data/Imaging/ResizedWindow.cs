namespace EdgeKd.Data.Imaging;

/// <summary>A rectangle of a resized picture, in pixels.</summary>
/// <param name="FullHeight">Height of the whole resized picture; it may be more than memory would hold.</param>
/// <param name="FullWidth">Its width.</param>
/// <param name="Top">The first row kept.</param>
/// <param name="Left">The first column kept.</param>
/// <param name="Height">Rows kept.</param>
/// <param name="Width">Columns kept.</param>
internal readonly record struct ResizedWindow(long FullHeight, long FullWidth, long Top, long Left, int Height, int Width)
{
    /// <summary>A whole picture.</summary>
    public static ResizedWindow Whole(int height, int width) => new(height, width, 0, 0, height, width);

    /// <summary>The centre of a picture whose shorter side is resized, cut first to the square of that side and then to the crop.</summary>
    /// <remarks>
    /// The longer side is truncated to whole pixels, as torchvision's <c>Resize</c> does; margins are halved and rounded down.
    /// Two cuts, because a packed set keeps the square and its loader cuts the rest.
    /// </remarks>
    public static ResizedWindow Centre(int height, int width, int shorterSide, int cropSize)
    {
        var shorter = Math.Min(height, width);
        long fullHeight = (long)height * shorterSide / shorter, fullWidth = (long)width * shorterSide / shorter;
        var inner = (shorterSide - cropSize) / 2;
        return new ResizedWindow(fullHeight, fullWidth, (fullHeight - shorterSide) / 2 + inner, (fullWidth - shorterSide) / 2 + inner, cropSize, cropSize);
    }
}
