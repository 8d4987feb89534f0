using EdgeKd.Data;

namespace EdgeKd.Pipeline.Tests.Teachers.Checking;

/// <summary>Images of one pixel that matter by their labels alone; the pixel is the place in the set.</summary>
internal sealed class LabelledImages(int classes, IReadOnlyList<int> labels) : IImageSet
{
    public int Count => labels.Count;

    public int Height => 1;

    public int Width => 1;

    public IReadOnlyList<string> ClassNames { get; } = [.. Enumerable.Range(0, classes).Select(k => $"class {k}")];

    public int LabelOf(int index) => labels[index];

    public string NameOf(int index) => $"{index}";

    public void CopyPixels(int index, Span<byte> destination) => destination.Fill((byte)index);

    public void Dispose()
    {
    }
}
