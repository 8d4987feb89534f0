namespace EdgeKd.Pipeline.Quantizing;

/// <summary>How far the search for accuracy goes.</summary>
/// <param name="MaxDropPoints">Most points of top-1 that may be lost on validation.</param>
/// <param name="BiasCorrection">Whether biases may be corrected.</param>
/// <param name="MaxFloatShare">Largest share of the layers that may stay float.</param>
internal sealed record RecoveryLimits(double MaxDropPoints, bool BiasCorrection, double MaxFloatShare)
{
    // A drop of exactly the limit holds, whatever the last bit of the difference of two shares.
    private const double Rounding = 1e-9;

    public bool Hold(double floatTop1, double top1) => DropPoints(floatTop1, top1) <= MaxDropPoints + Rounding;

    public static double DropPoints(double floatTop1, double top1) => 100 * (floatTop1 - top1);
}
