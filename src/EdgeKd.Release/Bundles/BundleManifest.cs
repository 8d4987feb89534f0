using System.Text.Json.Serialization;

namespace EdgeKd.Release;

/// <summary>What a bundle holds and how its models are used: the contents of <c>bundle.json</c>.</summary>
/// <remarks>No time of day stands in it, so that the same parts make the same bytes.</remarks>
public sealed record BundleManifest
{
    /// <summary>The name of the file in the bundle.</summary>
    public const string FileName = "bundle.json";

    /// <summary>What <see cref="Signature"/> is where nobody signed.</summary>
    public const string Unsigned = "unsigned";

    /// <summary>The version of this schema.</summary>
    public int Schema { get; init; } = 3;

    /// <summary>The model's name.</summary>
    public required string Name { get; init; }

    /// <summary>The model's version.</summary>
    public required string Version { get; init; }

    /// <summary>The profile that the model was validated with: one of <see cref="Profiles"/>.</summary>
    public required string Profile { get; init; }

    /// <summary>The file in the bundle that signs all others, this one included, or <see cref="Unsigned"/>. <see cref="BundleWriter"/>
    /// fills it in, so that a signature that was taken away is missed.</summary>
    public string Signature { get; init; } = Unsigned;

    /// <summary>How an image becomes the model's input.</summary>
    public required InputSpecification Input { get; init; }

    /// <summary>What the model answers.</summary>
    public required OutputSpecification Output { get; init; }

    /// <summary>The classes, in the order of the logits.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>The models: the same network in one or several precisions, the float one first where it is there.</summary>
    public IReadOnlyList<BundleModel> Models { get; init; } = [];

    /// <summary>Which model each target should load.</summary>
    public IReadOnlyList<BundleTarget> Targets { get; init; } = [];

    /// <summary>What it was made from; null where that was not recorded.</summary>
    public Lineage? Lineage { get; init; }

    /// <summary>Every other file of the bundle but the signature, in order of path. <see cref="BundleWriter"/> fills it in.</summary>
    public IReadOnlyList<BundleFile> Files { get; init; } = [];

    /// <summary>Whether the release is signed. That alone says nothing: see <see cref="BundleSignature"/>.</summary>
    [JsonIgnore]
    public bool IsSigned => Signature != Unsigned;

    /// <summary>Reads and checks a file.</summary>
    /// <exception cref="InvalidDataException">A field is missing, ill-typed or out of range; the message names it.</exception>
    public static BundleManifest Load(string path) => Checked(JsonFile.Load<BundleManifest>(path), path);

    /// <summary>Reads and checks the contents of a file called <paramref name="name"/>.</summary>
    /// <exception cref="InvalidDataException">As for <see cref="Load"/>.</exception>
    public static BundleManifest Parse(ReadOnlySpan<byte> json, string name) => Checked(JsonFile.Parse<BundleManifest>(json, name), name);

    /// <summary>The bytes of <c>bundle.json</c>.</summary>
    /// <exception cref="InvalidDataException">A field is out of range; the message names it.</exception>
    public byte[] ToBytes() => JsonFile.ToBytes(Checked(this, FileName));

    /// <summary>The model of a precision.</summary>
    /// <param name="precision">The precision; null for what <see cref="BundleTarget.Local"/> should load, or without such a target the first one.</param>
    /// <exception cref="InvalidDataException">The bundle has no such model; the message names those it has.</exception>
    public BundleModel Model(string? precision = null)
    {
        var target = Targets.FirstOrDefault(target => target.Name == BundleTarget.Local) ?? Targets[0];
        return Models.FirstOrDefault(model => precision is null ? model.File == target.Model : model.Precision == precision)
            ?? throw new InvalidDataException($"The bundle {Name} {Version} holds no {precision} model; it holds {string.Join(", ", Models.Select(model => model.Precision))}.");
    }

    private static BundleManifest Checked(BundleManifest manifest, string file)
    {
        if (ManifestChecks.FaultOf(manifest) is { } fault)
            throw new InvalidDataException($"{file}: {fault}.");
        return manifest;
    }
}
