using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace EdgeKd.Release;

/// <summary>What a model has to keep to be released: the contents of <c>policy.yaml</c>. Its digest stands in every verdict.</summary>
public sealed record GatePolicy
{
    /// <summary>The usual name of the file, beside the recipe.</summary>
    public const string FileName = "policy.yaml";

    /// <summary>The name of the file in bundles: what was decided by, with nothing left out.</summary>
    public const string BundledFileName = "policy.json";

    /// <summary>The version of this format.</summary>
    [Range(1, 1)] public int Policy { get; init; } = 1;

    /// <summary>Whether one precision that keeps all rules is enough (<c>any</c>): those that break one are left out of the release.
    /// <c>all</c>: one broken rule refuses all.</summary>
    [AllowedValues("all", "any")] public string Require { get; init; } = "all";

    /// <summary>The confidence below which an answer is rejected, from 0 to 1; for the metric <c>selectiveAccuracy</c>.</summary>
    [Range(0, 1)] public double? RejectBelow { get; init; }

    /// <summary>What wrong answers cost that do not cost 1; for the metric <c>meanCost</c>.</summary>
    public IReadOnlyList<ClassCost> Costs { get; init; } = [];

    /// <summary>The rules, all of which are decided.</summary>
    public required IReadOnlyList<PolicyRule> Rules { get; init; }

    /// <summary>Reads and checks the contents of a file called <paramref name="name"/>.</summary>
    /// <exception cref="InvalidDataException">It is no policy, or says what a policy may not say; the message names the place.</exception>
    public static GatePolicy Parse(ReadOnlySpan<byte> json, string name)
    {
        var policy = JsonFile.Parse<GatePolicy>(json, name);
        return PolicyChecks.FaultsOf(policy).FirstOrDefault() is { } fault ? throw new InvalidDataException($"{name}: {fault.Problem}") : policy;
    }

    /// <summary>The bytes that its digest is of: the same for the same policy.</summary>
    public byte[] ToBytes() => JsonFile.ToBytes(this);

    /// <summary>The SHA-256 of <see cref="ToBytes"/>, in lower-case hexadecimal digits.</summary>
    [JsonIgnore]
    public string Sha256 => Convert.ToHexStringLower(SHA256.HashData(ToBytes()));
}
