namespace EdgeKd.Edge.Targets.Runner;

/// <summary>How a program ended.</summary>
/// <param name="ExitCode">Its exit code; above 128, on Linux, the signal that killed it and 128.</param>
/// <param name="Output">What it wrote.</param>
/// <param name="LastError">The last line of its errors; null where it wrote none.</param>
internal sealed record ProcessOutcome(int ExitCode, byte[] Output, string? LastError)
{
    /// <summary>What it said of its failing, in a few words.</summary>
    public string Complaint => LastError ?? $"it ended with exit code {ExitCode} and said nothing";
}
