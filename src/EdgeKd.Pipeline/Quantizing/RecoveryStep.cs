namespace EdgeKd.Pipeline.Quantizing;

/// <summary>One thing that was tried to keep the accuracy.</summary>
/// <param name="Name">What, such as <c>calibration: entropy</c>.</param>
/// <param name="Before">Top-1 on validation before; before the first, that of the float model.</param>
/// <param name="After">Top-1 on validation with it.</param>
/// <param name="Kept">Whether it is part of the result.</param>
internal sealed record RecoveryStep(string Name, double Before, double After, bool Kept);
