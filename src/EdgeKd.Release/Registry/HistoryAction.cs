namespace EdgeKd.Release;

/// <summary>What happened to the releases of a model.</summary>
public enum HistoryAction
{
    /// <summary>A bundle became a release, and the one that later candidates are compared with.</summary>
    Promoted,

    /// <summary>An earlier release was put back.</summary>
    RolledBack,
}
