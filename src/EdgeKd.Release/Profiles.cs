namespace EdgeKd.Release;

/// <summary>How thoroughly a model was measured.</summary>
public static class Profiles
{
    /// <summary>Small counts, in minutes: says whether the way is right. Cannot be promoted.</summary>
    public const string Quick = "quick";

    /// <summary>Full counts: at least <see cref="ReleaseMinRuns"/> timed runs and 60 s.</summary>
    public const string Release = "release";

    /// <summary>Timed runs that a release needs (MLPerf Mobile, single stream).</summary>
    public const int ReleaseMinRuns = 1024;

    /// <summary>
    /// Timed runs below which a 90th percentile cannot be told at 99 % confidence: MLPerf LoadGen's early stopping with
    /// one query over the limit.
    /// </summary>
    public const int QuickMinRuns = 64;

    /// <summary>Whether <paramref name="name"/> is one of the two.</summary>
    public static bool IsKnown(string name) => name is Quick or Release;
}
