using EdgeKd.Data.Folders;

namespace EdgeKd.Data.Checking;

/// <summary>Looks at one file: its name, its header and its pixels.</summary>
/// <remarks>Thread safe.</remarks>
internal sealed class FileInspector(int minSide)
{
    /// <summary>Inspects a file; whatever is wrong with it is a finding.</summary>
    public InspectedFile Inspect(CheckedFile file)
    {
        try
        {
            // An empty file, or a pipe, which would keep its reader waiting.
            if (new FileInfo(file.Path).Length == 0) return Only(ImageFolderListing.IsImage(file.Name) ? FindingKinds.Unreadable : FindingKinds.IgnoredFile, "it is empty", file);
            return ImageFolderListing.IsImage(file.Name) ? InspectImage(file) : InspectOther(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            // The decoder says which file it was; the finding does so itself.
            return Only(FindingKinds.Unreadable, (e.InnerException ?? e).Message, file);
        }
    }

    /// <summary>A file that the loader takes by its name.</summary>
    private InspectedFile InspectImage(CheckedFile file)
    {
        var bytes = ImageFileReader.ReadBytes(file.Path);
        if (FileSignature.Of(bytes) is not { } signature) return Only(FindingKinds.NotAnImage, "its first bytes are those of no image format", file);
        List<Finding> findings = [];
        if (!signature.IsNamed(file.Name)) findings.Add(FindingKinds.WrongExtension.Of($"it is {signature.FormatName}", file.Name));
        if (signature.Format is not { } format)
        {
            findings.AddRange(Unsupported(file, signature, bytes, FindingSeverity.Error));
            return new InspectedFile(findings, null);
        }
        var traits = PictureTraits.Read(bytes, format);
        DecodedImage image;
        try
        {
            image = ImageDecoder.Decode(bytes, file.Name);
        }
        catch (InvalidDataException) when (traits.IsAnimated)
        {
            findings.Add(FindingKinds.Animated.Of("it has several frames, and none can be decoded", file.Name) with { Severity = FindingSeverity.Error });
            return new InspectedFile(findings, null);
        }
        findings.AddRange(TraitInspector.Inspect(file.Name, traits));
        if (Math.Min(image.Height, image.Width) < minSide) findings.Add(FindingKinds.Tiny.Of($"it has {image.Width}×{image.Height} pixels", file.Name));
        var small = SmallPicture.Of(image);
        if (small.IsBlank) findings.Add(FindingKinds.Blank.Of("all of its pixels have about the same colour", file.Name));
        return new InspectedFile(findings, Fingerprint.Of(bytes, image, small));
    }

    /// <summary>A file whose name the loader passes over.</summary>
    private static InspectedFile InspectOther(CheckedFile file)
    {
        Span<byte> start = stackalloc byte[FileSignature.Length];
        using (var stream = File.OpenRead(file.Path))
            start = start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        if (FileSignature.Of(start) is not { } signature) return Only(FindingKinds.IgnoredFile, "it is no picture", file);
        if (signature.Format is not null)
            return Only(FindingKinds.WrongExtension, $"it is {signature.FormatName}, which is not used under this name", file);
        return new InspectedFile([.. Unsupported(file, signature, ImageFileReader.ReadBytes(file.Path), FindingSeverity.Warning)], null);
    }

    private static IEnumerable<Finding> Unsupported(CheckedFile file, FileSignature signature, byte[] bytes, FindingSeverity severity)
    {
        yield return FindingKinds.UnsupportedFormat.Of($"it is {signature.FormatName}", file.Name) with { Severity = severity };
        if (signature == FileSignature.Gif && Gif.IsAnimated(bytes)) yield return FindingKinds.Animated.Of("it has several frames", file.Name);
    }

    private static InspectedFile Only(FindingKind kind, string detail, CheckedFile file) => new([kind.Of(detail, file.Name)], null);
}
