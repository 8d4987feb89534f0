namespace EdgeKd.Data.Checking;

/// <summary>What is kept of every picture to find its duplicates: about 400 bytes, whatever its size.</summary>
/// <param name="File">The digest of the file.</param>
/// <param name="Pixels">The digest of the decoded picture.</param>
/// <param name="Hash">The perceptual hash.</param>
/// <param name="Thumbnail">The picture in grey, 16×16.</param>
/// <param name="IsPlain">Whether it shows too little to tell it from others, such as clear sky.</param>
internal sealed record Fingerprint(ContentDigest File, ContentDigest Pixels, ulong Hash, Thumbnail Thumbnail, bool IsPlain)
{
    public static Fingerprint Of(ReadOnlySpan<byte> file, DecodedImage image, SmallPicture small) =>
        new(ContentDigest.OfFile(file), ContentDigest.OfPicture(image), PerceptualHash.Of(small.Grey), Thumbnail.Of(small.Grey), small.IsPlain);
}
