using System.Diagnostics;

namespace EdgeKd.Build.Runners;

/// <summary>Builds the native libraries, through the projects whose targets call CMake.</summary>
internal static class SetupNativeParts
{
    /// <summary>Builds what is missing or older than its sources.</summary>
    public static void Build(BuildContext context)
    {
        var watch = Stopwatch.StartNew();
        ChildProcess.Require("Building the native parts", ChildProcess.DotNet,
            ["msbuild", context.NativeProject, .. CompileRunner.Options(context)], context.Root);
        context.Say($"Native parts are built ({watch.Elapsed.TotalSeconds:F0} s): {context.Relative(context.NativeFolder)}");
    }
}
