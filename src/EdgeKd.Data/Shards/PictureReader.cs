using EdgeKd.Data.Encoded;
using EdgeKd.Data.Sources;

namespace EdgeKd.Data.Shards;

/// <summary>Reads the encoded pictures of a part, or encodes those that have none as PNG.</summary>
/// <param name="part">The images.</param>
/// <param name="files">The files of their encoded pictures; null: they have none.</param>
/// <param name="storedSize">Height and width of pixels without a picture.</param>
internal sealed class PictureReader(SourcePart part, IEncodedFiles? files, int storedSize)
{
    private readonly PixelReader? _pixels = files is null ? part.NewReader() : null;

    /// <summary>The picture of an image, and the extension that its format has.</summary>
    public (byte[] Image, string Extension) Read(int index)
    {
        if (files is not null && part.PlaceOf is { } placeOf)
        {
            var name = part.NameOf(index);
            using var encoded = EncodedBytes.Read(files, placeOf(index), name);
            return (encoded.Span.ToArray(), Path.GetExtension(name).TrimStart('.').ToLowerInvariant());
        }
        var pixels = new byte[storedSize * storedSize * 3];
        _pixels!(index, pixels);
        return (ImageEncoder.Png(new DecodedImage(storedSize, storedSize, pixels)), "png");
    }
}
