namespace EdgeKd.Data.Checking;

/// <summary>How much two pictures are alike.</summary>
/// <param name="Correlation">Of their grey, −1 to 1.</param>
/// <param name="DetailCorrelation">Of the detail of their grey, −1 to 1.</param>
/// <param name="MeanDifference">The mean of |a − b| over pixels and channels, in levels of 255.</param>
internal readonly record struct Likeness(double Correlation, double DetailCorrelation, double MeanDifference)
{
    // Chosen on CIFAR-10, looking at pairs on both sides of each limit.
    private const double MinCorrelation = 0.95, MinDetailCorrelation = 0.8, MaxMeanDifference = 25;

    /// <summary>Whether one is a copy of the other, perhaps compressed, resized, recoloured or cropped a little.</summary>
    public bool IsNearDuplicate => Correlation >= MinCorrelation && DetailCorrelation >= MinDetailCorrelation && MeanDifference <= MaxMeanDifference;

    public static Likeness Of(SmallPicture a, SmallPicture b)
    {
        var difference = 0L;
        for (var i = 0; i < a.Rgb.Length; i++) difference += Math.Abs(a.Rgb[i] - b.Rgb[i]);
        return new Likeness(Checking.Correlation.Of(a.Grey, b.Grey), Checking.Correlation.Of(a.Detail, b.Detail), (double)difference / a.Rgb.Length);
    }
}
