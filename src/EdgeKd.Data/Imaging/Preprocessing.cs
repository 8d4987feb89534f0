using EdgeKd.Data.Imaging;

namespace EdgeKd.Data;

/// <summary>Turns pixels into what a network takes.</summary>
public static class Preprocessing
{
    /// <summary>Scales to 0–1, normalises and separates the channels.</summary>
    /// <param name="rgbHwc">H×W×3 bytes, RGB interleaved.</param>
    /// <param name="h">The height in pixels.</param>
    /// <param name="w">The width in pixels.</param>
    /// <param name="n">The normalisation.</param>
    /// <param name="nchwDestination">3×H×W numbers: all of R, then G, then B.</param>
    /// <remarks>(p / 255 − mean) / deviation in float32: the numbers that <see cref="BatchLoader"/> gives, bit by bit.</remarks>
    /// <exception cref="ArgumentException">The sizes do not fit each other.</exception>
    public static void ToModelInput(ReadOnlySpan<byte> rgbHwc, int h, int w, Normalization n, Span<float> nchwDestination)
    {
        ArgumentNullException.ThrowIfNull(n);
        var plane = (long)h * w;
        if (rgbHwc.Length != plane * 3 || nchwDestination.Length != plane * 3)
            throw new ArgumentException($"a picture of {h}×{w} pixels has {plane * 3} values, not {rgbHwc.Length} bytes and {nchwDestination.Length} numbers");
        var table = new NormalizationTable(n);
        ReadOnlySpan<float> red = table.Red, green = table.Green, blue = table.Blue;
        var size = (int)plane;
        for (var i = 0; i < size; i++)
        {
            nchwDestination[i] = red[rgbHwc[3 * i]];
            nchwDestination[size + i] = green[rgbHwc[3 * i + 1]];
            nchwDestination[2 * size + i] = blue[rgbHwc[3 * i + 2]];
        }
    }
}
