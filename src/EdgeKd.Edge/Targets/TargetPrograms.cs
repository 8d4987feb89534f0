using EdgeKd.Edge.Targets.Runner;
using EdgeKd.Edge.Targets.Web;

namespace EdgeKd.Edge.Targets;

/// <summary>The programs of ours that targets run.</summary>
internal static class TargetPrograms
{
    /// <summary>Their paths by name.</summary>
    /// <param name="kinds">The targets' kinds.</param>
    public static IReadOnlyDictionary<string, string> Of(IReadOnlyCollection<string> kinds)
    {
        var programs = new Dictionary<string, string>();
        if (kinds.Contains(TargetKinds.Web))
            AddWeb(programs);
        if (RunnerInstallation.TryFind() is not { } installed)
            return programs;
        if (kinds.Any(kind => kind is TargetKinds.Local or TargetKinds.LocalCuda or TargetKinds.Ssh))
            programs["runner/linux-x64"] = Path.Combine(installed.Folder, "linux-x64", "edgekd-runner");
        if (kinds.Any(kind => kind is TargetKinds.QemuArm64 or TargetKinds.Ssh))
            programs["runner/linux-arm64"] = Path.Combine(installed.Folder, "linux-arm64", "edgekd-runner");
        return programs;
    }

    private static void AddWeb(Dictionary<string, string> programs)
    {
        if (!Directory.Exists(WebTarget.Folder))
            return;
        foreach (var file in Directory.EnumerateFiles(WebTarget.Folder, "*", SearchOption.AllDirectories))
            programs[$"web/{Path.GetRelativePath(WebTarget.Folder, file)}"] = file;
    }
}
