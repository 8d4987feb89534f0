namespace EdgeKd.Release;

/// <summary>What a model has to keep to be released: the contents of <c>policy.yaml</c>. Its digest stands in every verdict.</summary>
public sealed record GatePolicy
{
    /// <summary>The usual name of the file, beside the recipe.</summary>
    public const string FileName = "policy.yaml";

    /// <summary>The version of this format.</summary>
    public int Policy { get; init; } = 1;

    /// <summary>Whether one precision that keeps all rules is enough (<c>any</c>): those that break one are left out of the release.
    /// <c>all</c>: one broken rule refuses all.</summary>
    public string Require { get; init; } = "all";

    /// <summary>The rules, all of which are decided.</summary>
    public required IReadOnlyList<PolicyRule> Rules { get; init; }
}
