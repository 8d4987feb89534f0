namespace EdgeKd.Onnx;

/// <summary>The metadata keys that an exported model carries.</summary>
public static class MetadataKeys
{
    /// <summary>The order of the input's channels: <c>Rgb8</c> (the format's docs/MetadataProps.md).</summary>
    public const string PixelFormat = "Image.BitmapPixelFormat";

    /// <summary>The gamma of the pixels: <c>SRGB</c> (the format's docs/MetadataProps.md).</summary>
    public const string ColorSpaceGamma = "Image.ColorSpaceGamma";

    /// <summary>The range of the pixels that the model takes, before mean and deviation are applied: <c>Normalized_0_1</c>, or
    /// <c>NominalRange_0_255</c> where the model itself applies them (as above).</summary>
    public const string PixelRange = "Image.NominalPixelRange";

    /// <summary>JSON array of three numbers: the means of R, G, B on the scale 0 to 1.</summary>
    public const string Mean = "edgekd.mean";

    /// <summary>JSON array of three numbers: the standard deviations of R, G, B on the scale 0 to 1.</summary>
    public const string StandardDeviation = "edgekd.standard_deviation";

    /// <summary>The shorter side, in pixels, that an image is resized to before its centre is cut out.</summary>
    public const string ShorterSide = "edgekd.resize_shorter_side";

    /// <summary>The filter of that resizing, antialiased: <c>bilinear</c> or <c>bicubic</c>.</summary>
    public const string Interpolation = "edgekd.interpolation";

    /// <summary>JSON array of two numbers: height and width, in pixels, of what is cut out; of models that take pixels of any size.</summary>
    public const string CropSize = "edgekd.crop_size";

    /// <summary>JSON array of strings: the class names in the order of the logits.</summary>
    public const string Labels = "edgekd.labels";

    /// <summary>What a model that is not plain float32 computes in: <c>int8</c>, <c>fp16</c> or <c>int8-weights</c>.</summary>
    public const string Precision = "edgekd.precision";
}
