using System.Diagnostics;
using System.Globalization;
using TorchSharp.Extensions;
using static TorchSharp.torch;

namespace EdgeKd.Benchmarks.Processes;

/// <summary>Times work of this project on request, as <c>tests/peers/timed.py</c> does for the peers: a process of its own for each, so that
/// memory can be compared.</summary>
internal static class TimedServer
{
    /// <summary>Sets the process up for the work.</summary>
    /// <param name="threads">Threads of libtorch.</param>
    public static void Prepare(int threads)
    {
        set_num_threads(threads);
        HostMemory.KeepFreedBlocks();
    }

    /// <summary>Answers each number of steps on the standard input with the seconds that they took, and <c>memory</c> with the peak
    /// in bytes.</summary>
    /// <param name="run">Runs so many steps and returns their seconds.</param>
    public static void Serve(Func<int, double> run)
    {
        Console.WriteLine("ready");
        while (Console.ReadLine() is { } line)
        {
            if (line == "memory")
            {
                using var self = Process.GetCurrentProcess();
                Console.WriteLine(self.PeakWorkingSet64);
                continue;
            }

            Console.WriteLine(run(int.Parse(line, CultureInfo.InvariantCulture)).ToString("R", CultureInfo.InvariantCulture));
        }
    }

    /// <summary>The seconds of an action, so many times.</summary>
    public static double Seconds(int times, Action action)
    {
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < times; i++)
            action();
        return watch.Elapsed.TotalSeconds;
    }
}
