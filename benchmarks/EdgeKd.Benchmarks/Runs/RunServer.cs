using System.Globalization;
using EdgeKd.Benchmarks.Processes;

namespace EdgeKd.Benchmarks.Runs;

/// <summary>A process that times one part of a run of this project, as <c>tests/peers/whole_run.py</c> does.</summary>
internal static class RunServer
{
    /// <summary>Serves until the standard input ends.</summary>
    /// <param name="words">The part, of <see cref="RunParts"/>, and the threads.</param>
    /// <param name="output">The folder of results, in which <see cref="RunData"/> was prepared.</param>
    /// <exception cref="ArgumentException">There is no such part.</exception>
    public static void Run(string[] words, string output)
    {
        TimedServer.Prepare(int.Parse(words[1], CultureInfo.InvariantCulture));
        var folder = Path.Combine(output, $"run-{words[0]}-{Environment.ProcessId}");
        using var data = RunData.Open(output);
        try
        {
            using IRunPart part = words[0] switch
            {
                RunParts.Cache => new CacheWriting(data.Train, folder),
                RunParts.Train => new CachedTraining(data.Train, data.Validation, folder),
                RunParts.Validate => new StudentValidation(data.Validation),
                _ => throw new ArgumentException($"There is no part '{words[0]}' of a run: use {RunParts.Cache}, {RunParts.Train} or {RunParts.Validate}."),
            };
            TimedServer.Serve(batches => Seconds(part, batches));
        }
        finally
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>More batches than the images give are done by going through them again.</summary>
    internal static double Seconds(IRunPart part, int batches)
    {
        var seconds = 0.0;
        for (var left = batches; left > 0; left -= part.Batches)
            seconds += part.Run(Math.Min(left, part.Batches));
        return seconds;
    }
}
