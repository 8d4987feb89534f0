using EdgeKd.Data;

namespace EdgeKd.EndToEnd.Teachers;

/// <summary>Pictures of 16×16 noisy pixels whose hue, or grey, is their class: a small network learns them in seconds.</summary>
/// <remarks>
/// Exchanging red and blue turns a hue h into 240° − h, which for most classes is the hue of none; normalising otherwise takes one
/// grey for another.
/// </remarks>
internal sealed class HueImages(int count, int seed) : IImageSet
{
    public const int Size = 16;

    public static readonly string[] Names = ["red", "orange", "yellow", "lime", "green", "blue", "coal", "ash", "snow"];

    private static readonly double[] Hues = [0, 30, 60, 90, 120, 240];
    private static readonly double[] Greys = [0.2, 0.5, 0.8];

    public int Count => count;

    public int Height => Size;

    public int Width => Size;

    public IReadOnlyList<string> ClassNames => Names;

    public int LabelOf(int index) => index % Names.Length;

    public string NameOf(int index) => $"{seed}/{index}";

    public void CopyPixels(int index, Span<byte> destination)
    {
        var random = new Random(seed * 100_003 + index);
        var label = LabelOf(index);
        var grey = label - Hues.Length;
        var hue = (grey < 0 ? Hues[label] : 0) + random.NextDouble() * 12 - 6;
        var saturation = grey < 0 ? 0.6 + 0.4 * random.NextDouble() : 0;
        var value = grey < 0 ? 0.5 + 0.5 * random.NextDouble() : Greys[grey] + 0.1 * random.NextDouble();
        for (var i = 0; i < Size * Size; i++)
        {
            var shade = value * (0.7 + 0.3 * random.NextDouble());
            for (var c = 0; c < 3; c++)
            {
                // Foley and van Dam's hexcone: 5, 3 and 1 sixths of a turn for red, green and blue.
                var k = (5 - 2 * c + (hue + 360) / 60) % 6;
                destination[3 * i + c] = (byte)(255 * (shade - shade * saturation * Math.Max(0, Math.Min(Math.Min(k, 4 - k), 1))));
            }
        }
    }

    public void Dispose()
    {
    }
}
