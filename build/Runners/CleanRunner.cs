namespace EdgeKd.Build.Runners;

/// <summary>Removes what builds made. Trained stages cost hours, so they go only with <c>--all</c>.</summary>
internal static class CleanRunner
{
    /// <summary>Removes the outputs.</summary>
    public static void Run(BuildContext context)
    {
        var folders = context.All
            ? [context.Artifacts]
            : new[] { context.BinFolder, context.NativeFolder, context.SetupFolder, context.TestResultsFolder };
        var outputs = new[] { context.SourceFolder, context.TestsFolder, Path.Combine(context.Root, "benchmarks") }
            .Where(Directory.Exists).SelectMany(Directory.EnumerateDirectories)
            .SelectMany(project => new[] { Path.Combine(project, "bin"), Path.Combine(project, "obj") });

        var removed = 0;
        foreach (var folder in folders.Concat(outputs).Where(Directory.Exists))
        {
            Directory.Delete(folder, recursive: true);
            removed++;
        }

        context.Say($"Removed {removed} folders{(context.All ? "" : "; trained stages are kept (--all removes them too)")}.");
    }
}
