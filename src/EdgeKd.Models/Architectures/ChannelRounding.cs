namespace EdgeKd.Models.Architectures;

/// <summary>Channel counts of scaled networks.</summary>
internal static class ChannelRounding
{
    private const int Divisor = 8;

    /// <summary>
    /// channels · width to the nearest multiple of 8, at least 8, and never more than a tenth below the exact product
    /// (the rule of the MobileNet papers' code, <c>_make_divisible</c> in torchvision).
    /// </summary>
    public static long Scale(long channels, double width)
    {
        var exact = channels * width;
        var rounded = Math.Max(Divisor, (long)(exact + Divisor / 2) / Divisor * Divisor);
        return rounded < 0.9 * exact ? rounded + Divisor : rounded;
    }
}
