using Cake.Core;

namespace EdgeKd.Build.Runners;

/// <summary>Installs the npm packages of the lock file; none of their scripts is run.</summary>
internal static class SetupNpmPackages
{
    /// <summary>npm's own record of what it installed.</summary>
    public static string InstalledLock(BuildContext context) => Path.Combine(context.NodeModules, ".package-lock.json");

    /// <summary>Runs `npm ci` when the lock file is newer than what is installed.</summary>
    /// <exception cref="CakeException">npm is missing or failed.</exception>
    public static void Install(BuildContext context)
    {
        if (!File.Exists(context.NpmLock) || IsCurrent(context))
            return;
        if (ChildProcess.Capture("npm", ["--version"], context.Root).ExitCode != 0)
            throw BuildFailure.With(1, "npm is missing: install Node.js 20 or later with npm, then run this again.");
        ChildProcess.Require("Installing npm packages", "npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], context.Root);
        context.Say($"Installed the npm packages: {context.Relative(context.NodeModules)}");
    }

    private static bool IsCurrent(BuildContext context) =>
        File.Exists(InstalledLock(context)) && File.GetLastWriteTimeUtc(InstalledLock(context)) >= File.GetLastWriteTimeUtc(context.NpmLock);
}
