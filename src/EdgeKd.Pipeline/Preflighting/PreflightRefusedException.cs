namespace EdgeKd.Pipeline.Preflighting;

/// <summary>No training of this student can pass the gate: it is too slow or too large, has nothing to run on, or the test set is too
/// small.</summary>
/// <param name="message">One line: what cannot be kept and what to do.</param>
/// <param name="cause">What was thrown, where something was.</param>
public sealed class PreflightRefusedException(string message, Exception? cause = null) : Exception(message, cause);
