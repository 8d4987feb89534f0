using EdgeKd.Data;
using EdgeKd.Release;

namespace EdgeKd.Pipeline.Reporting;

/// <summary>Images of a part of a data set, as small as a page needs them.</summary>
internal sealed class PackedPictures(IImageSet images) : IReportImages
{
    // The side that pages show them at, twice for screens with double the dots.
    private const int LargestSide = 192;

    // What is as small as CIFAR's images keeps every pixel; photographs would take five times the bytes.
    private const int LargestLossless = 64;

    private const int JpegQuality = 80;

    public string NameOf(int index) => images.NameOf(index);

    public Picture PictureOf(int index)
    {
        var pixels = new byte[images.Height * images.Width * 3];
        images.CopyPixels(index, pixels);
        var image = new DecodedImage(images.Height, images.Width, pixels);
        var side = Math.Min(image.Height, image.Width);
        if (Math.Max(image.Height, image.Width) > LargestSide)
            image = ImageDecoder.ResizeAndCrop(image, Math.Min(side, LargestSide), Math.Min(side, LargestSide));
        return Math.Max(image.Height, image.Width) <= LargestLossless
            ? new Picture("image/png", ImageEncoder.Png(image), image.Width, image.Height)
            : new Picture("image/jpeg", ImageEncoder.Jpeg(image, JpegQuality), image.Width, image.Height);
    }
}
