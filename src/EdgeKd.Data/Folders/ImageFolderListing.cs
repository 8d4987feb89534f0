namespace EdgeKd.Data.Folders;

/// <summary>The image files of a folder a class.</summary>
/// <param name="ClassNames">The names of the class folders, sorted by their code units.</param>
/// <param name="Files">The files, class by class, each class sorted.</param>
/// <param name="Labels">The label of each file.</param>
/// <param name="IgnoredFiles">Files of no known image format.</param>
internal sealed record ImageFolderListing(string[] ClassNames, string[] Files, int[] Labels, int IgnoredFiles)
{
    private static readonly HashSet<string> Extensions = new(StringComparer.OrdinalIgnoreCase) { ".jpg", ".jpeg", ".png", ".bmp", ".webp" };

    /// <summary>Lists a folder.</summary>
    /// <param name="folder">The folder that holds the class folders.</param>
    /// <param name="classNames">The classes that have to be there; null: whatever is there.</param>
    /// <exception cref="InvalidDataException">No class, one class, an unknown or missing class, or a class without images.</exception>
    public static ImageFolderListing Read(string folder, IReadOnlyList<string>? classNames = null)
    {
        var found = SubfolderNames(folder);
        if (found.Length == 0)
            throw new InvalidDataException($"{folder} holds no class folders; put the images of each class into a folder named after it");
        if (found.Length == 1)
            throw new InvalidDataException($"{folder} holds one class, '{found[0]}'; a classifier needs at least two");
        if (classNames is not null && found.Except(classNames, StringComparer.Ordinal).FirstOrDefault() is { } unknown)
            throw new InvalidDataException($"{folder} has a class '{unknown}' that the training images do not have; remove it or add training images");
        if (classNames is not null && classNames.Except(found, StringComparer.Ordinal).FirstOrDefault() is { } missing)
            throw new InvalidDataException($"{folder} has no folder for class '{missing}', which the training images have");

        List<string> files = [];
        List<int> labels = [];
        var ignored = 0;
        for (var label = 0; label < found.Length; label++)
        {
            var inClass = Directory.GetFiles(Path.Combine(folder, found[label]));
            Array.Sort(inClass, StringComparer.Ordinal);
            var images = Array.FindAll(inClass, f => IsImage(f) && !IsHidden(f));
            if (images.Length == 0)
                throw new InvalidDataException($"{Path.Combine(folder, found[label])} holds no JPEG, PNG, BMP or WebP image; add some or remove the folder");
            files.AddRange(images);
            labels.AddRange(Enumerable.Repeat(label, images.Length));
            ignored += inClass.Length - images.Length;
        }
        return new ImageFolderListing(found, [.. files], [.. labels], ignored);
    }

    public static string[] SubfolderNames(string folder)
    {
        var names = Directory.GetDirectories(folder).Where(d => !IsHidden(d)).Select(d => Path.GetFileName(d)).ToArray();
        Array.Sort(names, StringComparer.Ordinal);
        return names;
    }

    /// <summary>Whether a file's name ends as those of the known image formats.</summary>
    public static bool IsImage(string path) => Extensions.Contains(Path.GetExtension(path));

    /// <summary>Whether a file or folder is hidden: its name begins with a dot.</summary>
    public static bool IsHidden(string path) => Path.GetFileName(path.AsSpan()).StartsWith('.');
}
