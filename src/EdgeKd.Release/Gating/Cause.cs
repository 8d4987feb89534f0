namespace EdgeKd.Release;

/// <summary>Why a model was refused, as far as it can be told.</summary>
/// <param name="Code">Such as <c>class-regression:cat</c>; see docs/gate.md.</param>
/// <param name="Evidence">What shows it, a sentence with its figures.</param>
/// <param name="Remedy">What to do.</param>
public sealed record Cause(string Code, string Evidence, string Remedy)
{
    /// <summary>What codes of exchanged labels begin with.</summary>
    public const string LabelPermutation = "label-permutation:";
}
