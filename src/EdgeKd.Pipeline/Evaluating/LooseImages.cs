using EdgeKd.Data;

namespace EdgeKd.Pipeline.Evaluating;

/// <summary>Image files in a folder a class, decoded as they are asked for and brought to one size.</summary>
internal sealed class LooseImages : IImageSet
{
    private static readonly string[] Extensions = [".jpg", ".jpeg", ".png", ".bmp", ".webp"];
    private readonly (string Path, int Label)[] _files;
    private readonly int _shorterSide;
    private readonly Interpolation _interpolation;

    /// <param name="folder">The folder that holds the class folders.</param>
    /// <param name="classNames">The model's classes in the order of its logits; empty takes the folders' names, sorted.</param>
    /// <param name="shorterSide">Side that the shorter side of an image is resized to, in pixels.</param>
    /// <param name="size">Side of the square cut out of its centre, in pixels.</param>
    /// <param name="interpolation">The filter.</param>
    public LooseImages(string folder, IReadOnlyList<string> classNames, int shorterSide, int size, Interpolation interpolation)
    {
        var folders = Directory.GetDirectories(folder).Select(path => Path.GetFileName(path)).Where(name => !name.StartsWith('.')).Order(StringComparer.Ordinal).ToArray();
        ClassNames = classNames.Count > 0 ? classNames : folders;
        (_shorterSide, Height, _interpolation) = (shorterSide, size, interpolation);
        if (folders.Length == 0)
            throw new InvalidDataException($"{folder} holds no class folders; put the images of each class into a folder named after it");
        if (folders.FirstOrDefault(name => !ClassNames.Contains(name)) is { } unknown)
            throw new InvalidDataException($"{folder} has a folder '{unknown}', but the model's classes are {string.Join(", ", ClassNames)}; remove or rename it");
        _files = [.. ClassNames.SelectMany((name, label) => ImagesOf(Path.Combine(folder, name)).Select(path => (path, label)))];
        if (_files.Length == 0)
            throw new InvalidDataException($"{folder} holds no {string.Join(", ", Extensions)} image in its class folders");
    }

    public int Count => _files.Length;

    public int Height { get; }

    public int Width => Height;

    public IReadOnlyList<string> ClassNames { get; }

    public int LabelOf(int index) => _files[index].Label;

    public string NameOf(int index) => _files[index].Path;

    public void CopyPixels(int index, Span<byte> destination) =>
        ImageDecoder.ResizeAndCrop(ImageFile.Decode(_files[index].Path), _shorterSide, Height, _interpolation).Pixels.CopyTo(destination);

    public void Dispose()
    {
    }

    private static IEnumerable<string> ImagesOf(string folder) => Directory.Exists(folder)
        ? Directory.GetFiles(folder).Where(path => Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase)).Order(StringComparer.Ordinal)
        : [];
}
