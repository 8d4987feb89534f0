namespace EdgeKd.Edge;

/// <summary>The metadata keys that a model file of ours carries.</summary>
public static class MetadataKeys
{
    /// <summary>JSON array of three numbers: the means of R, G, B on the scale 0 to 1.</summary>
    public const string Mean = "edgekd.mean";

    /// <summary>JSON array of three numbers: the standard deviations of R, G, B on the scale 0 to 1.</summary>
    public const string StandardDeviation = "edgekd.standard_deviation";

    /// <summary>JSON array of strings: the class names in the order of the logits.</summary>
    public const string Labels = "edgekd.labels";
}
