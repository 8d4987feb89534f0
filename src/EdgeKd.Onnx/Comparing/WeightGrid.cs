namespace EdgeKd.Onnx;

/// <summary>Finds weights that were rounded to fewer bits than their file says.</summary>
/// <remarks>Symmetric rounding to b bits leaves the multiples of max|w| / (2^(b−1) − 1) of each channel or of the whole layer
/// (Krishnamoorthi 2018, arXiv 1806.08342, §2.2); of trained weights hardly any lies there.</remarks>
public static class WeightGrid
{
    /// <summary>The most bits that are looked for: an INT8 file holds 8 by rights.</summary>
    public const int MostBits = 6;

    // Of 2 bits there are only 0 and the largest, which lie on every grid.
    private const int FewestBits = 3;

    // A step of 8 bits is at most 1/8 of one of 5 bits and 1/4 of one of 6: weights that were rounded twice are this far off.
    private const double Tolerance = 0.5 / 127;

    // Fewer weights may lie on a grid by chance.
    private const int FewestWeights = 32;

    /// <summary>The bits that a layer's weights were rounded to; null where they lie on no coarse grid.</summary>
    public static int? BitsOf(LayerWeight layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        for (var bits = FewestBits; bits <= MostBits; bits++)
        {
            if (IsOn(layer, bits, layer.Channels) || IsOn(layer, bits, channels: 1))
                return bits;
        }

        return null;
    }

    private static bool IsOn(LayerWeight layer, int bits, int channels)
    {
        var largest = new double[channels];
        for (var i = 0; i < layer.Values.Length; i++)
        {
            ref var channel = ref largest[channels == 1 ? 0 : layer.ChannelOf(i)];
            channel = Math.Max(channel, Math.Abs((double)layer.Values[i]));
        }

        var steps = (1 << (bits - 1)) - 1;
        var judged = 0;
        for (var i = 0; i < layer.Values.Length; i++)
        {
            var most = largest[channels == 1 ? 0 : layer.ChannelOf(i)];
            // What is 0 or the largest lies on every grid.
            if (most == 0 || layer.Values[i] == 0 || Math.Abs((double)layer.Values[i]) == most)
                continue;
            var place = layer.Values[i] / most * steps;
            if (Math.Abs(place - Math.Round(place)) > Tolerance * steps)
                return false;
            // Near 0 lie all weights of a layer with one large one.
            if (Math.Round(place) != 0)
                judged++;
        }

        return judged >= FewestWeights;
    }
}
