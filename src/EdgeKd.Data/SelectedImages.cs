using EdgeKd.Data.Randomness;

namespace EdgeKd.Data;

/// <summary>Some images of a set, in its order; the set stays the caller's.</summary>
public sealed class SelectedImages : IImageSet
{
    private readonly IImageSet _images;
    private readonly int[] _chosen;

    private SelectedImages(IImageSet images, IEnumerable<int> chosen) => (_images, _chosen) = (images, [.. chosen.Order()]);

    /// <summary>Chooses images spread over the set whatever its order, the same ones every time.</summary>
    /// <remarks>The first of the order of i·2654435761 mod 2³² (Knuth's multiplicative hash): no period of the labels meets it.</remarks>
    /// <param name="images">The set.</param>
    /// <param name="most">The most images to take.</param>
    public static SelectedImages Spread(IImageSet images, int most)
    {
        ArgumentNullException.ThrowIfNull(images);
        return new(images, Enumerable.Range(0, images.Count).OrderBy(i => unchecked((uint)i * 2654435761u)).Take(most));
    }

    /// <summary>Chooses images at random so that each class has its share of them, rounded up or down.</summary>
    /// <param name="images">The set.</param>
    /// <param name="most">The most images to take.</param>
    /// <param name="seed">Which of a class are taken follows from it.</param>
    public static SelectedImages Stratified(IImageSet images, int most, long seed)
    {
        ArgumentNullException.ThrowIfNull(images);
        // Image j of a class of n stands at (j + ½) / n: up to any point there are as many of each class as its share.
        var placed = new List<(double Place, int Label, int Index)>(images.Count);
        foreach (var members in Enumerable.Range(0, images.Count).GroupBy(images.LabelOf))
        {
            var indices = members.ToArray();
            new CounterRandom(RandomStream.Selection, seed, members.Key).Shuffle(indices.AsSpan());
            placed.AddRange(indices.Select((index, j) => ((j + 0.5) / indices.Length, members.Key, index)));
        }
        return new(images, placed.Order().Take(most).Select(image => image.Index));
    }

    /// <summary>The places of the images in the set that they are of, ascending.</summary>
    public IReadOnlyList<int> Places => _chosen;

    /// <inheritdoc/>
    public int Count => _chosen.Length;

    /// <inheritdoc/>
    public int Height => _images.Height;

    /// <inheritdoc/>
    public int Width => _images.Width;

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames => _images.ClassNames;

    /// <inheritdoc/>
    public int LabelOf(int index) => _images.LabelOf(Chosen(index));

    /// <inheritdoc/>
    public string NameOf(int index) => _images.NameOf(Chosen(index));

    /// <inheritdoc/>
    public void CopyPixels(int index, Span<byte> destination) => _images.CopyPixels(Chosen(index), destination);

    /// <summary>Leaves the set as it is.</summary>
    public void Dispose()
    {
    }

    private int Chosen(int index) => (uint)index < (uint)_chosen.Length
        ? _chosen[index]
        : throw new ArgumentOutOfRangeException(nameof(index), index, $"there are {_chosen.Length} images");
}
