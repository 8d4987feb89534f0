using EdgeKd.Data.Encoded;

namespace EdgeKd.Data;

/// <summary>Two sets one after the other, such as labelled and unlabelled images to distil on.</summary>
public sealed class ConcatenatedImages : IImageSet, IReadAhead
{
    private readonly IImageSet _first, _second;

    /// <summary>Joins two sets and owns them from then on.</summary>
    /// <param name="first">The images at the positions from 0.</param>
    /// <param name="second">The images after them.</param>
    /// <exception cref="ArgumentException">Sizes or class names differ; both sets stay the caller's then.</exception>
    public ConcatenatedImages(IImageSet first, IImageSet second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if ((first.Height, first.Width) != (second.Height, second.Width))
            throw new ArgumentException($"images of {first.Height}×{first.Width} and of {second.Height}×{second.Width} pixels cannot be one set; prepare them at one size");
        if (!first.ClassNames.SequenceEqual(second.ClassNames))
            throw new ArgumentException($"sets of other classes ({string.Join(", ", first.ClassNames)} and {string.Join(", ", second.ClassNames)}) cannot be one; prepare them together");
        (_first, _second) = (first, second);
        Count = checked(first.Count + second.Count);
    }

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public int Height => _first.Height;

    /// <inheritdoc/>
    public int Width => _first.Width;

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames => _first.ClassNames;

    /// <inheritdoc/>
    public int LabelOf(int index) => index < _first.Count ? _first.LabelOf(index) : _second.LabelOf(InSecond(index));

    /// <inheritdoc/>
    public string NameOf(int index) => index < _first.Count ? _first.NameOf(index) : _second.NameOf(InSecond(index));

    /// <inheritdoc/>
    public void CopyPixels(int index, Span<byte> destination)
    {
        if (index < _first.Count) _first.CopyPixels(index, destination);
        else _second.CopyPixels(InSecond(index), destination);
    }

    // The second set are unlabelled images, which are always packed.
    void IReadAhead.Expect(ReadOnlySpan<int> order) => (_first as IReadAhead)?.Expect(order);

    /// <summary>Disposes both sets.</summary>
    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
    }

    private int InSecond(int index) => index < Count
        ? index - _first.Count
        : throw new ArgumentOutOfRangeException(nameof(index), index, $"there are {Count} images");
}
