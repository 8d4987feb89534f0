namespace EdgeKd.Data.Sources;

/// <summary>The images of one part before they are packed.</summary>
/// <param name="Labels">A label an image.</param>
/// <param name="NameOf">The name of an image.</param>
/// <param name="NewReader">Makes a reader; each thread uses one of its own.</param>
internal sealed record SourcePart(int[] Labels, Func<int, string> NameOf, Func<PixelReader> NewReader)
{
    public int Count => Labels.Length;

    /// <summary>The images at the given positions, in that order.</summary>
    public SourcePart Select(int[] indices)
    {
        return new SourcePart(Array.ConvertAll(indices, i => Labels[i]), i => NameOf(indices[i]), () =>
        {
            var reader = NewReader();
            return (i, destination) => reader(indices[i], destination);
        });
    }
}
