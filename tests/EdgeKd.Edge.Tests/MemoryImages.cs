using EdgeKd.Data;

namespace EdgeKd.Edge.Tests;

/// <summary>Images whose pixels and labels are functions of their number.</summary>
internal sealed class MemoryImages(int count, int height, int width, int classes) : IImageSet
{
    public int Count => count;
    public int Height => height;
    public int Width => width;
    public IReadOnlyList<string> ClassNames { get; init; } = [.. Enumerable.Range(0, classes).Select(k => $"class-{k}")];
    public Func<int, int> Label { get; init; } = i => i * 5 % classes;

    public int LabelOf(int index) => Label(index);

    public string NameOf(int index) => $"memory/{index:D4}";

    public void CopyPixels(int index, Span<byte> destination)
    {
        for (var i = 0; i < destination.Length; i++)
            destination[i] = Pixel(index, i);
    }

    public static byte Pixel(int index, int i) => (byte)((index * 7919 + i * 104729 + i * i * 31) >> 3);

    public void Dispose()
    {
    }
}
