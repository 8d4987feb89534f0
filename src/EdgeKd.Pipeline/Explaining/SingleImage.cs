using EdgeKd.Data;

namespace EdgeKd.Pipeline.Explaining;

/// <summary>One decoded image as a set.</summary>
/// <param name="image">The image.</param>
/// <param name="classNames">The model's classes.</param>
internal sealed class SingleImage(DecodedImage image, IReadOnlyList<string> classNames) : IImageSet
{
    public int Count => 1;

    public int Height => image.Height;

    public int Width => image.Width;

    public IReadOnlyList<string> ClassNames => classNames;

    public int LabelOf(int index) => 0;

    public string NameOf(int index) => "image";

    public void CopyPixels(int index, Span<byte> destination) => image.Pixels.CopyTo(destination);

    public void Dispose()
    {
    }
}
