using EdgeKd.Data;

namespace EdgeKd.Pipeline.Teachers.Checking;

/// <summary>Some images of a set, the same ones every time, and spread over it whatever its order.</summary>
/// <remarks>The first of the order of i·2654435761 mod 2³² (Knuth's multiplicative hash): no period of the labels meets it.</remarks>
internal sealed class SampledImages : IImageSet
{
    private readonly IImageSet images;
    private readonly int[] chosen;

    /// <summary>Chooses the images.</summary>
    /// <param name="images">The set; stays the caller's.</param>
    /// <param name="most">The most images to take.</param>
    public SampledImages(IImageSet images, int most)
    {
        this.images = images;
        chosen = [.. Enumerable.Range(0, images.Count).OrderBy(i => unchecked((uint)i * 2654435761u)).Take(most).Order()];
    }

    public int Count => chosen.Length;

    public int Height => images.Height;

    public int Width => images.Width;

    public IReadOnlyList<string> ClassNames => images.ClassNames;

    public int LabelOf(int index) => images.LabelOf(chosen[index]);

    public string NameOf(int index) => images.NameOf(chosen[index]);

    public void CopyPixels(int index, Span<byte> destination) => images.CopyPixels(chosen[index], destination);

    public void Dispose()
    {
    }
}
