namespace EdgeKd.Data;

/// <summary>A part of a data set: RGB pictures of one size.</summary>
/// <remarks>All members may be called from many threads at once; <see cref="IDisposable.Dispose"/> only when no other call runs.</remarks>
public interface IImageSet : IDisposable
{
    /// <summary>The number of images.</summary>
    int Count { get; }

    /// <summary>The height of every image, in pixels.</summary>
    int Height { get; }

    /// <summary>The width of every image, in pixels.</summary>
    int Width { get; }

    /// <summary>The class names; a label is a position in this list.</summary>
    IReadOnlyList<string> ClassNames { get; }

    /// <summary>The label of an image: 0 to <c>ClassNames.Count - 1</c>, or −1 for an unlabelled one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such image.</exception>
    int LabelOf(int index);

    /// <summary>Where an image came from, such as <c>train/cat/0001.jpg</c>; for messages and tables.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such image.</exception>
    string NameOf(int index);

    /// <summary>Copies the pixels of an image: RGB interleaved, H×W×3 bytes, rows from the top.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such image.</exception>
    /// <exception cref="ArgumentException"><paramref name="destination"/> does not hold H×W×3 bytes.</exception>
    void CopyPixels(int index, Span<byte> destination);
}
