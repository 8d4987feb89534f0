using EdgeKd.Data.Encoded;

namespace EdgeKd.Data.Sources;

/// <summary>The images of one part before they are packed.</summary>
/// <param name="Labels">A label an image; −1 for each of an unlabelled part.</param>
/// <param name="NameOf">The name of an image.</param>
/// <param name="NewReader">Makes a reader; each thread uses one of its own.</param>
internal sealed record SourcePart(int[] Labels, Func<int, string> NameOf, Func<PixelReader> NewReader)
{
    public int Count => Labels.Length;

    /// <summary>The file of an image, for sources with a file an image.</summary>
    public Func<int, string>? FileOf { get; init; }

    /// <summary>Where the encoded picture of an image lies, for sources that read such; null: its pixels are computed.</summary>
    public Func<int, EncodedPlace>? PlaceOf { get; init; }

    /// <summary>The images at the given positions, in that order.</summary>
    public SourcePart Select(int[] indices)
    {
        return new SourcePart(Array.ConvertAll(indices, i => Labels[i]), i => NameOf(indices[i]), () =>
        {
            var reader = NewReader();
            return (i, destination) => reader(indices[i], destination);
        })
        {
            FileOf = FileOf is { } fileOf ? i => fileOf(indices[i]) : null,
            PlaceOf = PlaceOf is { } placeOf ? i => placeOf(indices[i]) : null,
        };
    }

    /// <summary>The same images without their labels.</summary>
    public SourcePart WithoutLabels() => this with { Labels = Enumerable.Repeat(-1, Count).ToArray() };

    /// <summary>The images of this part, then those of another.</summary>
    public SourcePart Then(SourcePart other)
    {
        return new SourcePart([.. Labels, .. other.Labels], i => i < Count ? NameOf(i) : other.NameOf(i - Count), () =>
        {
            PixelReader first = NewReader(), second = other.NewReader();
            return (i, destination) =>
            {
                if (i < Count) first(i, destination);
                else second(i - Count, destination);
            };
        });
    }
}
