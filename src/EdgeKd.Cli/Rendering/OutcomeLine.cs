using System.Globalization;
using EdgeKd.Pipeline.Running;

namespace EdgeKd.Cli.Rendering;

/// <summary>The line at the end of a stage: what it did, key figures, seconds, where the output lies.</summary>
internal static class OutcomeLine
{
    public static string Of(StageOutcome outcome)
    {
        var folder = Path.GetRelativePath(Environment.CurrentDirectory, outcome.Folder);
        if (folder.StartsWith("..", StringComparison.Ordinal))
            folder = outcome.Folder;
        var time = outcome.Cached ? "up to date" : string.Create(CultureInfo.InvariantCulture, $"{outcome.Seconds:F1} s");
        return $"{outcome.Stage,-9} {outcome.Summary} [{time}] {folder}";
    }

    /// <summary>A stage that was up to date is silent unless it is the one that was asked for.</summary>
    public static bool IsShown(StageOutcome outcome, string? named) => !outcome.Cached || outcome.Stage == named;

    public static string Left(TimeSpan? left) => left is { } time && time > TimeSpan.Zero
        ? $", {(time.TotalHours >= 1 ? time.ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture) : time.ToString(@"m\:ss", CultureInfo.InvariantCulture))} left"
        : "";
}
