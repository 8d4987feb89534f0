using static System.FormattableString;

namespace EdgeKd.Edge.Targets.Parity;

/// <summary>How far two sound runtimes may be apart on one model, and what lies behind it where they are farther.</summary>
public sealed record ParityLimits
{
    /// <summary>Below this share of like answers it is hardly the same network.</summary>
    private const double SameNetwork = 0.7;

    private ParityLimits(double? maxRelativeDifference, double minAgreement) =>
        (MaxRelativeDifference, MinAgreement) = (maxRelativeDifference, minAgreement);

    /// <summary>Of float networks: runtimes add up in other orders (<see cref="LogitParity.Tolerance"/>).</summary>
    public static ParityLimits Float { get; } = new(LogitParity.Tolerance, 0);

    /// <summary>Of float networks that resize images themselves (<see cref="LogitParity.PixelTolerance"/>).</summary>
    public static ParityLimits FloatOfPixels { get; } = new(LogitParity.PixelTolerance, 0);

    /// <summary>Of networks of fewer bits: a value at the border of two steps falls to either side, and x64 processors without VNNI
    /// saturate, so that logits differ by steps; nearly all answers stay.</summary>
    public static ParityLimits Quantized { get; } = new(null, 0.95);

    /// <summary>The largest relative difference of logits; null where it says nothing.</summary>
    public double? MaxRelativeDifference { get; }

    /// <summary>The least share of like answers.</summary>
    public double MinAgreement { get; }

    /// <summary>What seems wrong; null where the report is within the limits.</summary>
    internal string? Doubt(ParityReport report, int? firstDifferent)
    {
        var far = MaxRelativeDifference is { } limit && !report.IsWithin(limit);
        if (!far && report.Top1Agreement >= MinAgreement)
            return null;
        var first = firstDifferent is { } image ? Invariant($", the first that differs is image {image}") : "";
        return report.Top1Agreement < SameNetwork
            ? Invariant($"it agrees on {report.Top1Agreement:P1} of the images{first}: it answers as another model would")
            : Invariant($"its logits differ by up to {report.MaxAbsoluteDifference:G3} and it agrees on {report.Top1Agreement:P1} of the images{first}: it resizes, crops or normalises images otherwise, or its runtime computes otherwise");
    }
}
