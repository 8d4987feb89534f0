using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace EdgeKd.Release;

/// <summary>What is signed of a release: an in-toto Statement v1 with the predicate of OpenSSF Model Signing v1.0, a digest a file.</summary>
/// <remarks>Source: the specification of OpenSSF Model Signing 1.0 (ossf/model-signing-spec), sections 5 and 6.</remarks>
internal sealed record SignedStatement
{
    public const string StatementType = "https://in-toto.io/Statement/v1";
    public const string ModelSigningPredicate = "https://model_signing/signature/v1.0";
    public const string PayloadType = "application/vnd.in-toto+json";
    public const string Sha256 = "sha256";
    private const string Files = "files";

    [JsonPropertyName("_type")]
    public required string Type { get; init; }

    public required IReadOnlyList<StatementSubject> Subject { get; init; }

    public required string PredicateType { get; init; }

    public required SignaturePredicate Predicate { get; init; }

    /// <summary>States the digests of a release's files.</summary>
    /// <param name="name">The release's name.</param>
    /// <param name="files">The SHA-256 of each file by path: all but the signature.</param>
    /// <param name="signatureFile">The file of the signature, which cannot cover itself.</param>
    public static SignedStatement Of(string name, IReadOnlyDictionary<string, string> files, string signatureFile)
    {
        SignedResource[] resources = [.. files.OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => new SignedResource(file.Key, file.Value))];
        return new SignedStatement
        {
            Type = StatementType,
            Subject = [new(name, new Dictionary<string, string> { [Sha256] = RootDigest(resources) })],
            PredicateType = ModelSigningPredicate,
            Predicate = new(resources, new() { Method = Files, HashType = Sha256, AllowSymlinks = false, IgnorePaths = [signatureFile] }),
        };
    }

    /// <summary>Reads and checks a payload.</summary>
    /// <exception cref="InvalidDataException">It is another kind of statement, or contradicts itself; the message names <paramref name="name"/>.</exception>
    public static SignedStatement Parse(ReadOnlySpan<byte> json, string name)
    {
        var statement = JsonFile.Parse<SignedStatement>(json, name);
        return statement.Faults().FirstOrDefault(fault => fault is not null) is { } fault
            ? throw new InvalidDataException($"{name}: {fault}.")
            : statement;
    }

    /// <summary>The digest of the whole: SHA-256 of the files' digests, as bytes, in the order of their names (6.5.1).</summary>
    public static string RootDigest(IEnumerable<SignedResource> resources)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var resource in resources)
            sha.AppendData(Convert.FromHexString(resource.Digest));
        return Convert.ToHexStringLower(sha.GetHashAndReset());
    }

    private IEnumerable<string?> Faults()
    {
        yield return Type == StatementType ? null : $"_type is not {StatementType}";
        yield return PredicateType == ModelSigningPredicate ? null : $"predicateType is not {ModelSigningPredicate}, the signature of a model";
        yield return Subject is [{ Name.Length: > 0, Digest: not null }] ? null : "subject is not one named thing";
        yield return Predicate.Serialization is { Method: Files, HashType: Sha256 } ? null : "predicate.serialization is not files of sha256, all that is known here";
        yield return Predicate.Serialization.AllowSymlinks ? "predicate.serialization allows links, which a release has none of" : null;
        var resources = Predicate.Resources;
        yield return resources.Count > 0 ? null : "predicate.resources is empty";
        for (var i = 0; i < resources.Count; i++)
        {
            if (resources[i] is not { Name.Length: > 0, Algorithm: Sha256, Digest: { Length: 64 } digest } resource || !digest.All(char.IsAsciiHexDigitLower))
                yield return $"predicate.resources[{i}] is not a name with its sha256 of 64 lower-case hexadecimal digits";
            else if (i > 0 && resources[i - 1] is { } before && string.CompareOrdinal(before.Name, resource.Name) >= 0)
                yield return $"predicate.resources[{i}] is not in the order of the names, or stands there twice";
        }

        yield return Subject[0].Digest.TryGetValue(Sha256, out var root) && root == RootDigest(resources) ? null : "subject.digest.sha256 is not that of predicate.resources";
    }
}
