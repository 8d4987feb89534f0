namespace EdgeKd.Pipeline.Targets;

/// <summary>Where the logs of targets are kept.</summary>
public static class TargetLogs
{
    /// <summary>Their folder in the artifacts, beside those of recipes; in it is a folder a recipe.</summary>
    public const string Folder = "logs";
}
