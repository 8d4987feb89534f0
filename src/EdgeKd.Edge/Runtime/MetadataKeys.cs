namespace EdgeKd.Edge;

/// <summary>The metadata keys that a model file of ours carries.</summary>
public static class MetadataKeys
{
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
}
