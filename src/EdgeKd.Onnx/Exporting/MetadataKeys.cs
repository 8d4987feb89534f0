namespace EdgeKd.Onnx;

/// <summary>The metadata keys that an exported model carries.</summary>
public static class MetadataKeys
{
    /// <summary>The order of the input's channels: <c>Rgb8</c> (the format's docs/MetadataProps.md).</summary>
    public const string PixelFormat = "Image.BitmapPixelFormat";

    /// <summary>The gamma of the pixels: <c>SRGB</c> (the format's docs/MetadataProps.md).</summary>
    public const string ColorSpaceGamma = "Image.ColorSpaceGamma";

    /// <summary>The range of the pixels before mean and deviation are applied: <c>Normalized_0_1</c> (as above).</summary>
    public const string PixelRange = "Image.NominalPixelRange";

    /// <summary>JSON array of three numbers: the means of R, G, B on the scale 0 to 1.</summary>
    public const string Mean = "edgekd.mean";

    /// <summary>JSON array of three numbers: the standard deviations of R, G, B on the scale 0 to 1.</summary>
    public const string StandardDeviation = "edgekd.standard_deviation";

    /// <summary>JSON array of strings: the class names in the order of the logits.</summary>
    public const string Labels = "edgekd.labels";
}
