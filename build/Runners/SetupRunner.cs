namespace EdgeKd.Build.Runners;

/// <summary>Makes the machine ready; one stamp says that it still is.</summary>
internal static class SetupRunner
{
    /// <summary>Installs and builds what is missing.</summary>
    public static void Run(BuildContext context)
    {
        var stamp = new Stamp(Path.Combine(context.SetupFolder, "setup.stamp"));
        if (stamp.Matches(StateOf(context)))
        {
            context.Say("Nothing to set up.");
            return;
        }

        var mode = SetupPackageFeed.ChooseMode(context);
        SetupDebianPackages.Install(context, mode);
        SetupDebianPackages.TryInstallForArm64(context);
        SetupNpmPackages.Install(context);
        SetupBlas.Check(context, mode);
        SetupNativeParts.Build(context);
        stamp.Write(StateOf(context));
    }

    /// <summary>All that the steps look at, so that nothing is asked again while it stays the same.</summary>
    private static string StateOf(BuildContext context)
    {
        var native = Directory.Exists(context.SourceFolder)
            ? Directory.EnumerateDirectories(context.SourceFolder).SelectMany(project => Stamp.SourcesUnder(Path.Combine(project, "native")))
            : [];
        var built = Directory.Exists(context.NativeFolder)
            ? Directory.EnumerateDirectories(context.NativeFolder).SelectMany(part => Directory.EnumerateFiles(part, "libedgekd_*.so"))
            : [];
        return Stamp.StateOf(
            [.. native, .. built, .. context.SharedBuildFiles, context.NpmLock, SetupNpmPackages.InstalledLock(context), SetupDebianPackages.StatusFile],
            SetupBlas.LibraryPath() ?? "no BLAS",
            Environment.GetEnvironmentVariable(SetupPackageFeed.ModeVariable) ?? "",
            Environment.GetEnvironmentVariable(SetupDebianPackages.LibTorchVariable) ?? "");
    }
}
