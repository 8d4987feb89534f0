namespace EdgeKd.Data.Checking;

/// <summary>How much two pictures are alike.</summary>
/// <param name="Correlation">Of their grey, −1 to 1.</param>
/// <param name="DetailCorrelation">Of the detail of their grey, −1 to 1.</param>
/// <param name="CentreCorrelation">The same in the middle, 20×20 pixels, where no frame is.</param>
/// <param name="MeanDifference">The mean of |a − b| over pixels and channels, in levels of 255.</param>
internal readonly record struct Likeness(double Correlation, double DetailCorrelation, double CentreCorrelation, double MeanDifference)
{
    // Chosen on CIFAR-10, of which several hundred pairs on both sides of the limits were looked at. Above the last one the same
    // shape has another colour, and may be another thing.
    private const double MinCorrelation = 0.9, MinDetailCorrelation = 0.6, MinCentreCorrelation = 0.5, MaxMeanDifference = 40;

    private const int CentreStart = 6, CentreEnd = SmallPicture.Side - CentreStart;

    /// <summary>Whether one is a copy of the other, perhaps compressed, resized, recoloured or cropped a little.</summary>
    public bool IsNearDuplicate =>
        Correlation >= MinCorrelation && DetailCorrelation >= MinDetailCorrelation && CentreCorrelation >= MinCentreCorrelation && MeanDifference <= MaxMeanDifference;

    public static Likeness Of(SmallPicture a, SmallPicture b)
    {
        float[] detailA = a.Detail(), detailB = b.Detail();
        var difference = 0L;
        for (var i = 0; i < a.Rgb.Length; i++) difference += Math.Abs(a.Rgb[i] - b.Rgb[i]);
        return new Likeness(
            Checking.Correlation.Of(a.Grey, b.Grey), Checking.Correlation.Of(detailA, detailB), Checking.Correlation.Of(Centre(detailA), Centre(detailB)),
            (double)difference / a.Rgb.Length);
    }

    private static float[] Centre(float[] detail) =>
        [.. Enumerable.Range(CentreStart, CentreEnd - CentreStart).SelectMany(y => detail[(y * SmallPicture.Side + CentreStart)..(y * SmallPicture.Side + CentreEnd)])];
}
