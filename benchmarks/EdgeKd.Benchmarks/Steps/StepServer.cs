using System.Diagnostics;
using System.Globalization;
using TorchSharp.Extensions;
using static TorchSharp.torch;

namespace EdgeKd.Benchmarks.Steps;

/// <summary>Times steps of this project on request, as <c>tests/peers/training_step.py</c> does: a process of its own for each, so that
/// memory can be compared.</summary>
internal static class StepServer
{
    /// <summary>Answers each number of steps on the standard input with the seconds that they took, and <c>memory</c> with the peak
    /// in bytes.</summary>
    /// <param name="words">Kind, teacher (<c>live</c> or <c>cached</c>), pair and threads.</param>
    /// <param name="folder">Where images and cache are kept.</param>
    public static void Run(string[] words, string folder)
    {
        set_num_threads(int.Parse(words[3], CultureInfo.InvariantCulture));
        HostMemory.KeepFreedBlocks();
        using var step = new OwnStep(StepKind.Find(words[0]), StepPair.Find(words[2]), words[1] == "cached", folder);
        Console.WriteLine("ready");
        while (Console.ReadLine() is { } line)
        {
            if (line == "memory")
            {
                using var self = Process.GetCurrentProcess();
                Console.WriteLine(self.PeakWorkingSet64);
                continue;
            }

            var watch = Stopwatch.StartNew();
            for (var i = int.Parse(line, CultureInfo.InvariantCulture); i > 0; i--)
                step.Run();
            Console.WriteLine(watch.Elapsed.TotalSeconds.ToString("R", CultureInfo.InvariantCulture));
        }
    }
}
