using System.Globalization;
using System.Net;
using System.Text;
using EdgeKd.Data;
using EdgeKd.Pipeline.Store;

namespace EdgeKd.Pipeline.Diffing;

/// <summary>A contact sheet of the images that two releases answer differently: one HTML file that needs no network.</summary>
public static class FlipSheet
{
    /// <summary>The most images that are shown of a kind.</summary>
    public const int MaxShown = 200;

    /// <summary>The longest side of a thumbnail, in pixels.</summary>
    public const int ThumbnailSide = 96;

    private const string Style =
        "body{font:15px/1.4 system-ui,sans-serif;margin:1rem;color-scheme:light dark}h2{margin-top:2rem}"
        + "div{display:grid;grid-template-columns:repeat(auto-fill,minmax(8.5rem,1fr));gap:.75rem}figure{margin:0}"
        + "img{width:6rem;height:6rem;object-fit:contain;image-rendering:pixelated;border:1px solid #8886}figcaption{font-size:.8rem;overflow-wrap:anywhere}";

    /// <summary>Writes the sheet; it is complete or not there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="diff">The releases.</param>
    /// <param name="precision">The precision whose answers are shown.</param>
    /// <param name="dataPath">Where the test images are: a file <c>test.images</c>, or a folder that holds it.</param>
    /// <exception cref="InvalidDataException">The images are not those of the releases, or both were measured on different ones.</exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public static void Write(string path, ReleaseDiff diff, PrecisionDiff precision, string dataPath)
    {
        ArgumentNullException.ThrowIfNull(diff);
        ArgumentNullException.ThrowIfNull(precision);
        if (!diff.SameTestImages)
            throw new InvalidDataException($"{diff.Before} and {diff.After} were measured on different test images, so no image shows how they differ; leave --data out");
        using var images = TestImages.Open(dataPath, diff.TestSetSha256);
        AtomicFile.WriteAllText(path, Page(diff, precision, images));
    }

    internal static string Page(ReleaseDiff diff, PrecisionDiff precision, IImageSet images)
    {
        var title = WebUtility.HtmlEncode($"{diff.Before} to {diff.After}, {precision.Precision}");
        var page = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>{title}</title><style>{Style}</style></head>\n<body><h1>{title}</h1>\n")
            .Append(CultureInfo.InvariantCulture, $"<p>{precision.Flips.Count:N0} of {images.Count:N0} test images are answered differently.</p>\n");
        Append(page, "Lost: only the earlier release is right", precision.Flips.Where(flip => flip.IsLost), images);
        Append(page, "Won: only the later release is right", precision.Flips.Where(flip => flip.IsWon), images);
        Append(page, "Wrong in another way", precision.Flips.Where(flip => flip is { IsLost: false, IsWon: false }), images);
        return page.Append("</body></html>\n").ToString();
    }

    private static void Append(StringBuilder page, string heading, IEnumerable<AnswerFlip> flips, IImageSet images)
    {
        var all = flips.ToArray();
        page.Append(CultureInfo.InvariantCulture, $"<h2>{heading} ({all.Length:N0}{(all.Length > MaxShown ? $", the first {MaxShown} shown" : "")})</h2>\n<div>\n");
        foreach (var flip in all.Take(MaxShown))
        {
            var caption = WebUtility.HtmlEncode($"#{flip.Image} {flip.Label}: {flip.Before} → {flip.After}");
            page.Append(CultureInfo.InvariantCulture, $"<figure><img alt=\"{caption}\" src=\"data:image/png;base64,{Convert.ToBase64String(Thumbnail(images, flip.Image))}\"><figcaption>{caption}</figcaption></figure>\n");
        }

        page.Append("</div>\n");
    }

    private static byte[] Thumbnail(IImageSet images, int index)
    {
        var pixels = new byte[images.Height * images.Width * 3];
        images.CopyPixels(index, pixels);
        var image = new DecodedImage(images.Height, images.Width, pixels);
        return ImageEncoder.Png(Math.Max(images.Height, images.Width) > ThumbnailSide ? ImageDecoder.ResizeAndCrop(image, ThumbnailSide, ThumbnailSide) : image);
    }
}
