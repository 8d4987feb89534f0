using EdgeKd.Data;

namespace EdgeKd.Edge.Tests.Targets.Measuring;

/// <summary>Images of slow waves, of another colour each.</summary>
internal sealed class SmoothImages(int count, int side, int classes, double step = 1) : IImageSet
{
    public int Count => count;
    public int Height => side;
    public int Width => side;
    public IReadOnlyList<string> ClassNames { get; } = [.. Enumerable.Range(0, classes).Select(k => $"class-{k}")];

    /// <summary>The same pictures in fewer pixels, the whole of each.</summary>
    public SmoothImages SqueezedTo(int smaller) => new(count, smaller, classes, (double)side / smaller);

    public int LabelOf(int index) => index % classes;

    public string NameOf(int index) => $"smooth/{index:D4}";

    public void CopyPixels(int index, Span<byte> destination)
    {
        for (var i = 0; i < destination.Length; i++)
        {
            var (channel, x, y) = (i % 3, i / 3 % side, i / 3 / side);
            destination[i] = (byte)(128 + (100 * Math.Sin((index * 2.3) + (channel * (1 + index)) + ((x + 0.5) * step * 0.04) + ((y + 0.5) * step * 0.03))));
        }
    }

    public void Dispose()
    {
    }
}
