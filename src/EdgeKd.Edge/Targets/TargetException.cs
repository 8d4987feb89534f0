namespace EdgeKd.Edge.Targets;

/// <summary>A target could not do its job; the message is one line that names the target and, where there is one, the log.</summary>
public sealed class TargetException : IOException
{
    /// <param name="target">The target's name.</param>
    /// <param name="problem">What went wrong and what to do.</param>
    /// <param name="logPath">The log of the run; null where it did not begin.</param>
    /// <param name="inner">What it was first.</param>
    public TargetException(string target, string problem, string? logPath = null, Exception? inner = null)
        : base(Line(target, OneLine(problem), logPath), inner) =>
        (Target, Problem, LogPath) = (target, OneLine(problem), logPath);

    /// <summary>The target's name.</summary>
    public string Target { get; }

    /// <summary>What went wrong, without target and log.</summary>
    public string Problem { get; }

    /// <summary>The log of the run; null where it did not begin.</summary>
    public string? LogPath { get; }

    private static string Line(string target, string problem, string? logPath) =>
        $"target {target}: {problem}{(logPath is null ? "" : $" (log: {logPath})")}";

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").TrimEnd('.', ' ');
}
