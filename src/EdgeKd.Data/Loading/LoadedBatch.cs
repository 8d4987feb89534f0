namespace EdgeKd.Data;

/// <summary>A batch before it becomes tensors.</summary>
/// <param name="Pixels">N×H×W×3 normalised values; empty where the device makes them of <see cref="Bytes"/>.</param>
/// <param name="Labels">N labels.</param>
/// <param name="Indices">N positions in the set.</param>
/// <param name="Views">N views of the augmentation, one an image.</param>
internal sealed record LoadedBatch(float[] Pixels, long[] Labels, int[] Indices, int[] Views)
{
    /// <summary>N labels of the images that were mixed in; null where nothing is mixed.</summary>
    public long[]? PartnerLabels { get; init; }

    /// <summary>N shares of the own image, from 0 to 1; null where nothing is mixed.</summary>
    public float[]? Shares { get; init; }

    /// <summary>N×H×W×3 bytes of the set's images, for the device to cut and normalise; null where that is done.</summary>
    public byte[]? Bytes { get; init; }

    /// <summary>N×3 numbers for it: top and left of each crop, and 1 where it is mirrored.</summary>
    public long[]? Places { get; init; }
}
