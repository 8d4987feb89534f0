namespace EdgeKd.Data.Checking;

/// <summary>A picture in grey, 16×16, of which candidates are chosen before files are read again.</summary>
internal sealed class Thumbnail
{
    private const int Side = SmallPicture.Side / 2;
    private readonly byte[] _grey;
    private readonly double _mean;
    private readonly double _norm;

    private Thumbnail(byte[] grey)
    {
        _grey = grey;
        _mean = grey.Average(value => (double)value);
        _norm = Math.Sqrt(grey.Sum(value => (value - _mean) * (value - _mean)));
    }

    /// <summary>Halves the grey of a small picture.</summary>
    /// <param name="grey">32×32 values, 0 to 255.</param>
    public static Thumbnail Of(ReadOnlySpan<float> grey)
    {
        var halved = new byte[Side * Side];
        for (var y = 0; y < Side; y++)
        {
            for (var x = 0; x < Side; x++)
            {
                var at = 2 * (y * SmallPicture.Side + x);
                halved[y * Side + x] = (byte)MathF.Round((grey[at] + grey[at + 1] + grey[at + SmallPicture.Side] + grey[at + SmallPicture.Side + 1]) / 4);
            }
        }
        return new Thumbnail(halved);
    }

    /// <summary>The correlation with another, −1 to 1; 0 where one of them is constant.</summary>
    public double CorrelationWith(Thumbnail other)
    {
        if (_norm == 0 || other._norm == 0) return 0;
        var products = 0;
        for (var i = 0; i < _grey.Length; i++) products += _grey[i] * other._grey[i];
        return (products - (_grey.Length * _mean * other._mean)) / (_norm * other._norm);
    }
}
