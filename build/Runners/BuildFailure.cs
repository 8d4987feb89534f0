using Cake.Core;

namespace EdgeKd.Build.Runners;

/// <summary>
/// Ends a task with an exit code of its own. Cake wraps what a task throws and then exits with 1, so the code is remembered
/// here for the entry point.
/// </summary>
internal static class BuildFailure
{
    /// <summary>The exit code of the task that failed; null while none has.</summary>
    public static int? ExitCode { get; private set; }

    /// <summary>The exception to throw: `throw BuildFailure.With(3, "...")`.</summary>
    public static CakeException With(int exitCode, string message)
    {
        ExitCode = exitCode;
        return new CakeException(exitCode, message);
    }
}
