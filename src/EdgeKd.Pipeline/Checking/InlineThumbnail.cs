using EdgeKd.Data;

namespace EdgeKd.Pipeline.Checking;

/// <summary>A picture file, small, as an address that holds it.</summary>
internal static class InlineThumbnail
{
    private const int LongerSide = 96;

    /// <summary>The address; null where the file is gone or has changed since it was checked, and cannot be decoded.</summary>
    /// <param name="path">A file that was decoded by the check.</param>
    public static string? Of(string path)
    {
        if (!File.Exists(path)) return null;
        try
        {
            var image = ImageDecoder.Decode(File.ReadAllBytes(path), path);
            return $"data:image/png;base64,{Convert.ToBase64String(ImageEncoder.Png(ImageDecoder.ShrinkToFit(image, LongerSide)))}";
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
