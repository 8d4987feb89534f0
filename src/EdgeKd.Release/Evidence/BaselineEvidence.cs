namespace EdgeKd.Release;

/// <summary>What was measured of the released model beside a candidate, on the candidate's test images: the contents of
/// <c>baseline.json</c>.</summary>
public sealed record BaselineEvidence
{
    /// <summary>The name of the file in bundles.</summary>
    public const string FileName = "baseline.json";

    /// <summary>The version of this schema.</summary>
    public int Schema { get; init; } = 1;

    /// <summary>The released version.</summary>
    public required string Version { get; init; }

    /// <summary>The SHA-256 of the test images that were answered: those of the candidate.</summary>
    public required string TestSetSha256 { get; init; }

    /// <summary>Whether the released model was asked again because the test set is another than at its release; else its answers are
    /// those of its release.</summary>
    public required bool AskedAgain { get; init; }

    /// <summary>The precisions that candidate and baseline have in common.</summary>
    public required IReadOnlyList<BaselineModelEvidence> Models { get; init; }

    /// <summary>Reads and checks a file.</summary>
    /// <exception cref="InvalidDataException">A field is missing, ill-typed, out of range or contradicts another; the message names it.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static BaselineEvidence Load(string path)
    {
        var evidence = JsonFile.Load<BaselineEvidence>(path);
        BaselineChecks.Require(evidence, path);
        return evidence;
    }

    /// <summary>Reads and checks the contents of a file called <paramref name="name"/>.</summary>
    /// <exception cref="InvalidDataException">As for <see cref="Load"/>.</exception>
    public static BaselineEvidence Parse(ReadOnlySpan<byte> json, string name)
    {
        var evidence = JsonFile.Parse<BaselineEvidence>(json, name);
        BaselineChecks.Require(evidence, name);
        return evidence;
    }

    /// <summary>Requires that it was measured beside a candidate: on its test images, in precisions that it has.</summary>
    /// <param name="candidate">The candidate's evidence.</param>
    /// <param name="file">The name of this file, for the message.</param>
    /// <exception cref="InvalidDataException">It was measured beside another; the message says what differs.</exception>
    public void RequireBeside(ValidationEvidence candidate, string file) => BaselineChecks.RequireBeside(this, candidate, file);

    /// <summary>Checks and writes the file; it is complete or not there.</summary>
    /// <exception cref="InvalidDataException">A field is out of range or contradicts another; the message names it.</exception>
    public void Save(string path)
    {
        BaselineChecks.Require(this, path);
        JsonFile.Save(this, path);
    }
}
