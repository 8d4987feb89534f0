namespace EdgeKd.Release;

/// <summary>What a bundle holds and how its model is used: the contents of <c>bundle.json</c>.</summary>
/// <remarks>No time of day stands in it, so that the same parts make the same bytes.</remarks>
public sealed record BundleManifest
{
    /// <summary>The name of the file in the bundle.</summary>
    public const string FileName = "bundle.json";

    /// <summary>The version of this schema.</summary>
    public int Schema { get; init; } = 1;

    /// <summary>The model's name.</summary>
    public required string Name { get; init; }

    /// <summary>The model's version.</summary>
    public required string Version { get; init; }

    /// <summary>The profile that the model was validated with: one of <see cref="Profiles"/>.</summary>
    public required string Profile { get; init; }

    /// <summary>How an image becomes the model's input.</summary>
    public required InputSpecification Input { get; init; }

    /// <summary>What the model answers.</summary>
    public required OutputSpecification Output { get; init; }

    /// <summary>The classes, in the order of the logits.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>Every other file of the bundle, in order of path. <see cref="BundleWriter"/> fills it in.</summary>
    public IReadOnlyList<BundleFile> Files { get; init; } = [];

    /// <summary>Reads and checks a file.</summary>
    /// <exception cref="InvalidDataException">A field is missing, ill-typed or out of range; the message names it.</exception>
    public static BundleManifest Load(string path) => Checked(JsonFile.Load<BundleManifest>(path), path);

    /// <summary>Reads and checks the contents of a file called <paramref name="name"/>.</summary>
    /// <exception cref="InvalidDataException">As for <see cref="Load"/>.</exception>
    public static BundleManifest Parse(ReadOnlySpan<byte> json, string name) => Checked(JsonFile.Parse<BundleManifest>(json, name), name);

    /// <summary>The bytes of <c>bundle.json</c>.</summary>
    /// <exception cref="InvalidDataException">A field is out of range; the message names it.</exception>
    public byte[] ToBytes() => JsonFile.ToBytes(Checked(this, FileName));

    private static BundleManifest Checked(BundleManifest manifest, string file)
    {
        if (ManifestChecks.FaultOf(manifest) is { } fault)
            throw new InvalidDataException($"{file}: {fault}.");
        return manifest;
    }
}
