using System.Diagnostics;
using Cake.Core.Diagnostics;

namespace EdgeKd.Build.Runners;

/// <summary>Builds edgekd, and for the tests the whole solution; skips what has not changed.</summary>
internal static class CompileRunner
{
    /// <summary>Publishes the command line to <see cref="BuildContext.BinFolder"/>.</summary>
    public static void PublishCli(BuildContext context) =>
        Build(context, "edgekd", context.EdgeKd, "publish", Stamp.SourcesUnder(context.SourceFolder),
            [context.CliProject, "-target:Publish", $"-property:PublishDir={context.BinFolder}/"]);

    /// <summary>Builds every project.</summary>
    public static void BuildSolution(BuildContext context) =>
        Build(context, "the solution", context.Solution, "solution", SolutionSources(context), [context.Solution]);

    private static IEnumerable<string> SolutionSources(BuildContext context) =>
        new[] { context.SourceFolder, context.TestsFolder, Path.Combine(context.Root, "build"), Path.Combine(context.Root, "benchmarks") }
            .SelectMany(Stamp.SourcesUnder).Append(context.Solution);

    private static void Build(BuildContext context, string what, string output, string stampName, IEnumerable<string> sources, string[] command)
    {
        var stamp = new Stamp(Path.Combine(context.SetupFolder, $"{stampName}.stamp"));
        var state = Stamp.StateOf(sources.Concat(context.SharedBuildFiles));
        if (File.Exists(output) && stamp.Matches(state))
        {
            context.Say($"{what} is up to date: {context.Relative(output)}");
            return;
        }

        var watch = Stopwatch.StartNew();
        ChildProcess.Require($"Building {what}", ChildProcess.DotNet,
            ["msbuild", .. command, .. Options(context)], context.Root);
        stamp.Write(state);
        context.Say($"Built {what} in {watch.Elapsed.TotalSeconds:F0} s: {context.Relative(output)}");
    }

    /// <summary>
    /// Options of every `dotnet msbuild`: only errors are shown (warnings are errors), unless asked for more. `dotnet build`
    /// itself prints a summary that no option takes away.
    /// </summary>
    internal static string[] Options(BuildContext context) =>
        ["-restore", "-maxCpuCount", "-noLogo", $"-property:Configuration={BuildContext.Flavour}",
            .. context.Log.Verbosity > Verbosity.Normal ? ["-verbosity:normal"] : new[] { "-verbosity:minimal", "-consoleLoggerParameters:ErrorsOnly;NoSummary" }];
}
