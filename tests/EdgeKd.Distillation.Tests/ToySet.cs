using EdgeKd.Data;

namespace EdgeKd.Distillation.Tests;

/// <summary>Images of one of three tints under noise: any network should tell them apart.</summary>
internal sealed class ToySet(int count, int seed = 0, int side = 8) : IImageSet
{
    public static Normalization Normalization { get; } = new([0.5f, 0.5f, 0.5f], [0.25f, 0.25f, 0.25f]);

    public int Count => count;

    public int Height => side;

    public int Width => side;

    public IReadOnlyList<string> ClassNames { get; init; } = ["red", "green", "blue"];

    /// <summary>The class of each image; by turns unless set.</summary>
    public Func<int, int> Label { get; init; } = index => index % 3;

    public int LabelOf(int index) => Label(index);

    public string NameOf(int index) => $"toy/{index}";

    public void CopyPixels(int index, Span<byte> destination)
    {
        var random = new Random((seed * 1_000_003) + index);
        for (var i = 0; i < destination.Length; i++)
        {
            destination[i] = (byte)(random.Next(160) + (i % 3 == LabelOf(index) ? 60 : 0));
        }
    }

    public void Dispose()
    {
    }
}
