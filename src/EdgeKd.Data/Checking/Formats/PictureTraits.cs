using EdgeKd.Data.Imaging;

namespace EdgeKd.Data.Checking;

/// <summary>What the header of an encoded picture says of it, beyond height and width.</summary>
/// <param name="Format">The format.</param>
internal sealed record PictureTraits(ImageFormat Format)
{
    public ColourModel Colours { get; init; } = ColourModel.Rgb;

    public int BitsPerChannel { get; init; } = 8;

    public bool HasAlpha { get; init; }

    /// <summary>Whether the file holds more than one frame.</summary>
    public bool IsAnimated { get; init; }

    /// <summary>How the picture has to be turned, 1 to 8; 1: not at all.</summary>
    public int ExifOrientation { get; init; } = Exif.Upright;

    /// <summary>Reads the traits of a file whose header was read before: every length that is not inside of the file ends the reading.</summary>
    public static PictureTraits Read(ReadOnlySpan<byte> data, ImageFormat format) => format switch
    {
        ImageFormat.Jpeg => JpegTraits.Read(data),
        ImageFormat.Png => PngTraits.Read(data),
        ImageFormat.Bmp => BmpTraits.Read(data),
        ImageFormat.Webp => WebpTraits.Read(data),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "a format without traits"),
    };
}
