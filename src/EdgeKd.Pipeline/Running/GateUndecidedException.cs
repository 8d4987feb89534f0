namespace EdgeKd.Pipeline.Running;

/// <summary>The gate could not decide: evidence or baseline cannot be read.</summary>
/// <param name="message">One line: what is wrong and what to do.</param>
/// <param name="cause">What was thrown.</param>
public sealed class GateUndecidedException(string message, Exception cause) : Exception(message, cause);
