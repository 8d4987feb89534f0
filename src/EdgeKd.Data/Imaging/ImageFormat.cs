namespace EdgeKd.Data.Imaging;

/// <summary>The formats that are decoded.</summary>
internal enum ImageFormat
{
    Jpeg,
    Png,
    Bmp,
    Webp,
}
