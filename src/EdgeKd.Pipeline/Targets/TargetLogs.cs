using EdgeKd.Pipeline.Running;

namespace EdgeKd.Pipeline.Targets;

/// <summary>Where the logs of targets are kept.</summary>
public static class TargetLogs
{
    /// <summary>Their folder in the artifacts, beside those of recipes; in it is a folder a recipe.</summary>
    public const string Folder = "logs";

    /// <summary>The folder of a recipe.</summary>
    internal static string Of(RunSettings settings) => Path.Combine(settings.ArtifactsFolder, Folder, settings.Recipe.Name);
}
