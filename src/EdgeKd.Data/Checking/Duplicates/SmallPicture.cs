namespace EdgeKd.Data.Checking;

/// <summary>A picture squeezed to 32×32 pixels, in which two pictures are compared: its colours, its grey, and the detail of its grey.</summary>
/// <remarks>
/// Detail is what is left of the grey when the mean of the 5×5 pixels around is taken away. Two clear skies, or two dark rooms, have
/// nearly the same grey, and their correlation is high because both grow brighter upwards; their detail is noise and does not correlate.
/// </remarks>
internal sealed class SmallPicture
{
    /// <summary>Height and width, in pixels.</summary>
    public const int Side = 32;

    private const int Reach = 2;
    private const int MaxSpreadOfBlank = 6;

    /// <summary>The least standard deviation of detail that pictures are compared by, in levels of 255.</summary>
    private const double PlainDetail = 2.5;

    private SmallPicture(byte[] rgb)
    {
        Rgb = rgb;
        Grey = new float[Side * Side];
        for (var i = 0; i < Grey.Length; i++) Grey[i] = (0.299f * rgb[3 * i]) + (0.587f * rgb[3 * i + 1]) + (0.114f * rgb[3 * i + 2]); // ITU-R BT.601
        Detail = DetailOf(Grey);
    }

    /// <summary>32×32×3 bytes.</summary>
    public byte[] Rgb { get; }

    /// <summary>Luma, 32×32, 0 to 255.</summary>
    public float[] Grey { get; }

    /// <summary>Luma without the mean of its surroundings, 32×32.</summary>
    public float[] Detail { get; }

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
    public bool IsPlain => Correlation.Deviation(Detail) < PlainDetail;

    public static SmallPicture Of(DecodedImage image) =>
        new(image.Height == Side && image.Width == Side ? image.Pixels : ImageDecoder.Resize(image, Side, Side).Pixels);

    private static float[] DetailOf(float[] grey)
    {
        var detail = new float[grey.Length];
        for (var y = 0; y < Side; y++)
        {
            int top = Math.Max(0, y - Reach), bottom = Math.Min(Side - 1, y + Reach);
            for (var x = 0; x < Side; x++)
            {
                int left = Math.Max(0, x - Reach), right = Math.Min(Side - 1, x + Reach);
                var sum = 0f;
                for (var v = top; v <= bottom; v++)
                    for (var u = left; u <= right; u++) sum += grey[v * Side + u];
                detail[y * Side + x] = grey[y * Side + x] - (sum / ((bottom - top + 1) * (right - left + 1)));
            }
        }
        return detail;
    }
}
