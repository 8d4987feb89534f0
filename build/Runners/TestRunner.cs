using System.Diagnostics;
using Cake.Core;

namespace EdgeKd.Build.Runners;

/// <summary>Builds the solution and runs the test projects one after another, for trainings share the processor badly.</summary>
internal static class TestRunner
{
    // Soak takes long; Gpu needs a GPU, and would be skipped here.
    private const string Filter = "TestCategory!=Soak&TestCategory!=Gpu";

    /// <summary>A project that has not ended by then hangs; it is stopped and counted as failed.</summary>
    private static readonly TimeSpan ProjectTimeout = TimeSpan.FromMinutes(20);

    /// <summary>The line that ends the output of a test run; null when no test ran.</summary>
    public static string? Summary { get; private set; }

    /// <summary>Runs all tests but those of the categories Soak and Gpu.</summary>
    /// <exception cref="CakeException">A test failed, a test process broke, or there were no tests.</exception>
    public static void Run(BuildContext context)
    {
        SetupDebianPackages.InstallForTests(context);
        CompileRunner.BuildSolution(context);
        if (Directory.Exists(context.TestResultsFolder))
            Directory.Delete(context.TestResultsFolder, recursive: true);

        var sum = new TestResults(0, 0, 0);
        foreach (var project in TestProjects(context))
            sum = sum.Add(RunProject(context, Path.GetDirectoryName(project)!, Path.GetFileNameWithoutExtension(project)));

        Summary = sum.ToString();
        context.Say($"Results: {context.Relative(context.TestResultsFolder)}");
        if (sum.Failed > 0)
            throw BuildFailure.With(1, $"{sum.Failed} tests failed; their names and messages are above.");
        if (sum.Passed == 0)
            throw BuildFailure.With(1, "No test ran.");
    }

    private static IEnumerable<string> TestProjects(BuildContext context) =>
        Directory.EnumerateFiles(context.TestsFolder, "*.csproj", SearchOption.AllDirectories)
            .Where(project => !File.ReadAllText(project).Contains("<IsTestProject>false</IsTestProject>"))
            .Order(StringComparer.Ordinal);

    private static TestResults RunProject(BuildContext context, string folder, string name)
    {
        var watch = Stopwatch.StartNew();
        var assembly = Path.Combine(folder, "bin", BuildContext.Flavour, "net10.0", name + ".dll");
        var exitCode = ChildProcess.Run(ChildProcess.DotNet,
            ["test", assembly, "--filter", Filter, "--nologo", "--logger", "console;verbosity=minimal",
                "--logger", $"trx;LogFileName={name}.trx", "--results-directory", context.TestResultsFolder,
                "--", $"RunConfiguration.TestSessionTimeout={ProjectTimeout.TotalMilliseconds}"],
            context.Root, StageRunner.RuntimeEnvironment());

        var file = Path.Combine(context.TestResultsFolder, name + ".trx");
        var results = File.Exists(file) ? TestResults.Read(file) : new TestResults(0, 0, 0);
        // A process that dies, or does not start, leaves no failed test behind.
        if (exitCode != 0 && results.Failed == 0)
            results = results with { Failed = 1 };
        context.Say($"{name}: {results} ({watch.Elapsed.TotalSeconds:F0} s)");
        return results;
    }
}
