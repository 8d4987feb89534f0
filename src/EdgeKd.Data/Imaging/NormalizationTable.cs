namespace EdgeKd.Data.Imaging;

/// <summary>The normalised value of each byte, a table a channel.</summary>
/// <remarks>One way for every byte to become a number: the training loop, the evaluation and the device's
/// preprocessing cannot differ in rounding.</remarks>
internal sealed class NormalizationTable
{
    public NormalizationTable(Normalization n) => (Red, Green, Blue) = (Channel(n, 0), Channel(n, 1), Channel(n, 2));

    public float[] Red { get; }

    public float[] Green { get; }

    public float[] Blue { get; }

    private static float[] Channel(Normalization n, int channel)
    {
        var table = new float[256];
        for (var p = 0; p < table.Length; p++) table[p] = (p / 255f - n.Mean[channel]) / n.StandardDeviation[channel];
        return table;
    }
}
