namespace EdgeKd.Data.Tests;

/// <summary>A set in memory, with pixels from a formula.</summary>
internal sealed class MemoryImages(int count, int height, int width, int classes = 3) : IImageSet
{
    public int Count => count;

    public int Height => height;

    public int Width => width;

    public IReadOnlyList<string> ClassNames { get; } = Enumerable.Range(0, classes).Select(i => $"c{i}").ToArray();

    /// <summary>An image that throws when it is read.</summary>
    public int? Broken { get; init; }

    public Func<int, int> Label { get; init; } = index => index % classes;

    public int LabelOf(int index) => Label(index);

    public string NameOf(int index) => $"image {index}";

    public void CopyPixels(int index, Span<byte> destination)
    {
        if (index == Broken) throw new InvalidDataException("image is damaged");
        for (var i = 0; i < destination.Length; i++) destination[i] = (byte)(index * 31 + i * 7 + i / 96 * 13);
    }

    public void Dispose()
    {
    }
}
