using System.Text.Json.Serialization;

namespace EdgeKd.Release;

/// <summary>What was measured of one model: the contents of <c>validation.json</c>.</summary>
/// <remarks>Accuracies are shares from 0 to 1. Immutable, so safe to share between threads.</remarks>
public sealed record ValidationEvidence
{
    /// <summary>The name of the file in bundles and releases.</summary>
    public const string FileName = "validation.json";

    /// <summary>The version of this schema.</summary>
    public int Schema { get; init; } = 3;

    /// <summary>The model's name.</summary>
    public required string Name { get; init; }

    /// <summary>The model's version.</summary>
    public required string Version { get; init; }

    /// <summary>How thoroughly it was measured: one of <see cref="Profiles"/>.</summary>
    public required string Profile { get; init; }

    /// <summary>The SHA-256 of the test images.</summary>
    public required string TestSetSha256 { get; init; }

    /// <summary>Test images answered.</summary>
    public required int Count { get; init; }

    /// <summary>The true class of each test image.</summary>
    public required IReadOnlyList<int> Labels { get; init; }

    /// <summary>Groups of test images by name, as their places among <see cref="Labels"/>.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<int>> Slices { get; init; } = new Dictionary<string, IReadOnlyList<int>>();

    /// <summary>The model in each precision, the float one first.</summary>
    public required IReadOnlyList<PrecisionEvidence> Models { get; init; }

    /// <summary>The teacher, where there is one.</summary>
    public TeacherEvidence? Teacher { get; init; }

    /// <summary>What the recipe's other targets answered; empty where there is none besides the machine that measured.</summary>
    public IReadOnlyList<TargetEvidence> Targets { get; init; } = [];

    /// <summary>How often this test set has been used so far, this time included: choices made on it wear it out.</summary>
    public required int TestSetUses { get; init; }

    /// <summary>How far the exported model is from the trained network, where that was compared.</summary>
    public ParityEvidence? Parity { get; init; }

    /// <summary>The versions of the parts that took part, by name.</summary>
    public required IReadOnlyDictionary<string, string> Versions { get; init; }

    /// <summary>The recipe's seed.</summary>
    public required long Seed { get; init; }

    /// <summary>The float model.</summary>
    [JsonIgnore]
    public PrecisionEvidence FloatModel => Models[0];

    /// <summary>Reads and checks a file.</summary>
    /// <exception cref="InvalidDataException">A field is missing, ill-typed, out of range or contradicts another; the message names it.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ValidationEvidence Load(string path)
    {
        var evidence = JsonFile.Load<ValidationEvidence>(path);
        EvidenceChecks.Require(evidence, path);
        return evidence;
    }

    /// <summary>Reads and checks the contents of a file called <paramref name="name"/>.</summary>
    /// <exception cref="InvalidDataException">As for <see cref="Load"/>.</exception>
    public static ValidationEvidence Parse(ReadOnlySpan<byte> json, string name)
    {
        var evidence = JsonFile.Parse<ValidationEvidence>(json, name);
        EvidenceChecks.Require(evidence, name);
        return evidence;
    }

    /// <summary>Checks and writes the file; it is complete or not there.</summary>
    /// <exception cref="InvalidDataException">A field is out of range or contradicts another; the message names it.</exception>
    public void Save(string path)
    {
        EvidenceChecks.Require(this, path);
        JsonFile.Save(this, path);
    }
}
