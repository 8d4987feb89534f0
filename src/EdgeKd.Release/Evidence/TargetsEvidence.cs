namespace EdgeKd.Release;

/// <summary>What all targets but the measuring machine answered: the contents of <c>targets.json</c>, which
/// <see cref="ValidationEvidence.Targets"/> takes in before anything is decided.</summary>
public sealed record TargetsEvidence
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "targets.json";

    /// <summary>The version of this schema.</summary>
    public int Schema { get; init; } = 1;

    /// <summary>The SHA-256 of the test images that the answered ones were taken from.</summary>
    public required string TestSetSha256 { get; init; }

    /// <summary>The targets, in the order of the recipe.</summary>
    public required IReadOnlyList<TargetEvidence> Targets { get; init; }

    /// <summary>Reads and checks a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="local">What was measured of the same models on the same images here.</param>
    /// <exception cref="InvalidDataException">A field is missing, ill-typed, out of range, or contradicts another or
    /// <paramref name="local"/>; the message names it.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static TargetsEvidence Load(string path, ValidationEvidence local)
    {
        var evidence = JsonFile.Load<TargetsEvidence>(path);
        TargetChecks.Require(evidence, local, path);
        return evidence;
    }

    /// <summary>Checks and writes the file; it is complete or not there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="local">As for <see cref="Load"/>.</param>
    /// <exception cref="InvalidDataException">As for <see cref="Load"/>.</exception>
    public void Save(string path, ValidationEvidence local)
    {
        TargetChecks.Require(this, local, path);
        JsonFile.Save(this, path);
    }
}
