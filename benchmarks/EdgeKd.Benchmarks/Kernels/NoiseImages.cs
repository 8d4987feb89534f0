using EdgeKd.Data;

namespace EdgeKd.Benchmarks.Kernels;

/// <summary>Square images of noise in memory.</summary>
internal sealed class NoiseImages : IImageSet
{
    private readonly byte[] _pixels;

    /// <param name="count">Images.</param>
    /// <param name="side">Their height and width, in pixels.</param>
    public NoiseImages(int count, int side)
    {
        (Count, Height, _pixels) = (count, side, new byte[count * side * side * 3]);
        new Random(1).NextBytes(_pixels);
    }

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public int Height { get; }

    /// <inheritdoc/>
    public int Width => Height;

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames { get; } = ["noise"];

    /// <inheritdoc/>
    public int LabelOf(int index) => 0;

    /// <inheritdoc/>
    public string NameOf(int index) => $"noise {index}";

    /// <inheritdoc/>
    public void CopyPixels(int index, Span<byte> destination) => _pixels.AsSpan(index * destination.Length, destination.Length).CopyTo(destination);

    public void Dispose()
    {
    }
}
