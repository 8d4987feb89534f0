namespace EdgeKd.Pipeline.Running;

/// <summary>How far a running stage is.</summary>
/// <param name="Stage">Name of the stage.</param>
/// <param name="Fraction">Share of the work that is done, 0 to 1; null when not known.</param>
/// <param name="Detail">What is being done, with its figures, in one line.</param>
/// <param name="TimeLeft">Estimate of the time that is left; null when not known.</param>
/// <param name="IsMilestone">True at the end of an epoch: worth a line of its own where there is no terminal.</param>
public sealed record StageProgress(string Stage, double? Fraction, string Detail, TimeSpan? TimeLeft = null, bool IsMilestone = false);
