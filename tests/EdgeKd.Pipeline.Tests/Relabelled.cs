using EdgeKd.Data;

namespace EdgeKd.Pipeline.Tests;

/// <summary>Images with other labels; the images stay the caller's.</summary>
internal sealed class Relabelled(IImageSet images, IReadOnlyList<int> labels) : IImageSet
{
    public int Count => images.Count;

    public int Height => images.Height;

    public int Width => images.Width;

    public IReadOnlyList<string> ClassNames => images.ClassNames;

    public int LabelOf(int index) => labels[index];

    public string NameOf(int index) => images.NameOf(index);

    public void CopyPixels(int index, Span<byte> destination) => images.CopyPixels(index, destination);

    public void Dispose()
    {
    }
}
