using EdgeKd.Data;

namespace EdgeKd.Pipeline.Preflighting;

/// <summary>Images of random pixels: enough for all that does not depend on what is seen.</summary>
/// <param name="side">Height and width, in pixels.</param>
/// <param name="classNames">The classes.</param>
internal sealed class NoiseImages(int side, IReadOnlyList<string> classNames) : IImageSet
{
    public int Count => 32;

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
