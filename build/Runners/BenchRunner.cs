namespace EdgeKd.Build.Runners;

/// <summary>Runs the benchmarks.</summary>
internal static class BenchRunner
{
    /// <summary>Runs the benchmarks, whose table goes to the terminal and to <c>artifacts/bench</c>.</summary>
    public static void Run(BuildContext context) =>
        ChildProcess.Require("The benchmarks", ChildProcess.DotNet,
            ["run", "--project", context.BenchmarksProject, "--configuration", BuildContext.Flavour, "--",
                $"--output={Path.Combine(context.Artifacts, "bench")}", $"--peers={context.PeersFolder}",
                .. context.BenchArguments(), .. context.Check ? [$"--check={context.StepBaseline}"] : Array.Empty<string>()],
            context.Root);
}
