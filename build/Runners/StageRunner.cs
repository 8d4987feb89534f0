using Cake.Core;

namespace EdgeKd.Build.Runners;

/// <summary>Runs one stage of the pipeline through edgekd.</summary>
internal static class StageRunner
{
    /// <summary>Exit code of a stage that ran well and refused the model.</summary>
    private const int RefusedExitCode = 3;

    /// <summary>Runs <paramref name="stage"/>; the stages before it are taken from the store when nothing changed.</summary>
    /// <exception cref="CakeException">With the stage's own exit code.</exception>
    public static void Run(BuildContext context, string stage)
    {
        var exitCode = ChildProcess.Run(context.EdgeKd, ArgumentsOf(context, stage), context.Root, RuntimeEnvironment());
        if (exitCode == RefusedExitCode)
            throw BuildFailure.With(exitCode, stage == "preflight"
                ? "No training can make this recipe pass; the line above says why and what to change."
                : "The gate refused the model; the rules above say by how much and what to change.");
        if (exitCode != 0)
            throw BuildFailure.With(exitCode, $"`edgekd {stage}` ended with exit code {exitCode}; its own line above says why.");
    }

    internal static IEnumerable<string> ArgumentsOf(BuildContext context, string stage) =>
    [
        stage,
        $"--recipe={context.Recipe}",
        .. context.StageArguments().Where(argument => argument != "--promote" || stage == "ship"),
        .. stage is "package" or "ship" ? context.SigningArguments() : [],
    ];

    /// <summary>An executable of ours finds its runtime where the one that runs this host lies.</summary>
    internal static IReadOnlyDictionary<string, string> RuntimeEnvironment() =>
        Path.IsPathRooted(ChildProcess.DotNet)
            ? new Dictionary<string, string> { ["DOTNET_ROOT"] = Path.GetDirectoryName(ChildProcess.DotNet)! }
            : [];
}
