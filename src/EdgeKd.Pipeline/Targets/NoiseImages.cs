using EdgeKd.Data;

namespace EdgeKd.Pipeline.Targets;

/// <summary>Images of noise, the same every time: a network takes as long for them as for pictures.</summary>
internal sealed class NoiseImages(int count, int side, IReadOnlyList<string> classNames) : IImageSet
{
    public int Count => count;

    public int Height => side;

    public int Width => side;

    public IReadOnlyList<string> ClassNames => classNames;

    public int LabelOf(int index) => index % classNames.Count;

    public string NameOf(int index) => $"noise/{index}";

    public void CopyPixels(int index, Span<byte> destination) => new Random(index).NextBytes(destination);

    public void Dispose()
    {
    }
}
