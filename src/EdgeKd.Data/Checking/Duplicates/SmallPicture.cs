namespace EdgeKd.Data.Checking;

/// <summary>A picture squeezed to 32×32 pixels, in which two pictures are compared: its colours, its grey, and the detail of its grey.</summary>
/// <remarks>
/// Detail is grey after local contrast normalisation (K. Jarrett et al., "What is the Best Multi-Stage Architecture for Object
/// Recognition?", ICCV 2009, section 2): less the mean of the 5×5 pixels around, and divided by their deviation. Two clear skies have
/// nearly the same grey, which correlates because both grow lighter downwards, and two pictures in like frames have the same strong
/// edges; their detail does not correlate.
/// </remarks>
internal sealed class SmallPicture
{
    /// <summary>Height and width, in pixels.</summary>
    public const int Side = 32;

    private const int Reach = 2;
    private const int MaxSpreadOfBlank = 6;

    /// <summary>The least standard deviation of detail, before it is normalised, that pictures are compared by, in levels of 255.</summary>
    private const double MinDetail = 2.5;

    /// <summary>The deviation at which detail counts half, in levels of 255: what is weaker is the noise of compression.</summary>
    private const float HalfDetail = 4;

    private readonly float[] _residue;

    private SmallPicture(byte[] rgb)
    {
        Rgb = rgb;
        Grey = new float[Side * Side];
        for (var i = 0; i < Grey.Length; i++) Grey[i] = (0.299f * rgb[3 * i]) + (0.587f * rgb[3 * i + 1]) + (0.114f * rgb[3 * i + 2]); // ITU-R BT.601
        var around = MeanAround(Grey);
        _residue = [.. Grey.Zip(around, (value, mean) => value - mean)];
    }

    /// <summary>32×32×3 bytes.</summary>
    public byte[] Rgb { get; }

    /// <summary>Luma, 32×32, 0 to 255.</summary>
    public float[] Grey { get; }

    /// <summary>Whether it is of one colour.</summary>
    public bool IsBlank
    {
        get
        {
            for (var channel = 0; channel < 3; channel++)
            {
                byte least = 255, most = 0;
                for (var i = channel; i < Rgb.Length; i += 3) (least, most) = (Math.Min(least, Rgb[i]), Math.Max(most, Rgb[i]));
                if (most - least > MaxSpreadOfBlank) return false;
            }
            return true;
        }
    }

    /// <summary>Whether it has too little detail to be told from others.</summary>
    public bool IsPlain => Correlation.Deviation(_residue) < MinDetail;

    public static SmallPicture Of(DecodedImage image) =>
        new(image.Height == Side && image.Width == Side ? image.Pixels : ImageDecoder.Resize(image, Side, Side).Pixels);

    /// <summary>The detail, 32×32, about −3 to 3.</summary>
    public float[] Detail()
    {
        var energy = MeanAround([.. _residue.Select(value => value * value)]);
        return [.. _residue.Zip(energy, (value, square) => value / (MathF.Sqrt(square) + HalfDetail))];
    }

    /// <summary>The mean of the pixels around each, as far as there are any.</summary>
    private static float[] MeanAround(float[] values)
    {
        var means = new float[values.Length];
        for (var y = 0; y < Side; y++)
        {
            int top = Math.Max(0, y - Reach), bottom = Math.Min(Side - 1, y + Reach);
            for (var x = 0; x < Side; x++)
            {
                int left = Math.Max(0, x - Reach), right = Math.Min(Side - 1, x + Reach);
                var sum = 0f;
                for (var v = top; v <= bottom; v++)
                    for (var u = left; u <= right; u++) sum += values[v * Side + u];
                means[y * Side + x] = sum / ((bottom - top + 1) * (right - left + 1));
            }
        }
        return means;
    }
}
