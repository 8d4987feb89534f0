namespace TorchSharp.Interop;

/// <summary>What became of an operator on another device.</summary>
/// <param name="Difference">The largest relative difference of what it gave and changed; NaN where it failed, or gave NaN where the
/// processor gave a number.</param>
/// <param name="Failure">libtorch's message where it failed; else null.</param>
internal sealed record ReplayedOperator(double Difference, string? Failure)
{
    public bool IsWorseThan(ReplayedOperator other) =>
        !double.IsNaN(other.Difference) && (double.IsNaN(Difference) || Difference > other.Difference);
}
