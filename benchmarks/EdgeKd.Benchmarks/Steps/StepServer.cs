using System.Globalization;
using EdgeKd.Benchmarks.Processes;

namespace EdgeKd.Benchmarks.Steps;

/// <summary>A process that times training steps of this project, as <c>tests/peers/training_step.py</c> does.</summary>
internal static class StepServer
{
    /// <summary>Serves until the standard input ends.</summary>
    /// <param name="words">Kind, teacher (<c>live</c> or <c>cached</c>), pair and threads.</param>
    /// <param name="folder">Where images and cache are kept.</param>
    public static void Run(string[] words, string folder)
    {
        TimedServer.Prepare(int.Parse(words[3], CultureInfo.InvariantCulture));
        var (kind, pair) = (StepKind.Find(words[0]), StepPair.Find(words[2]));
        using IStep step = kind.IsTeacherAlone ? new TeacherStep(pair, folder) : new OwnStep(kind, pair, words[1] == StepKind.Cached, folder);
        TimedServer.Serve(steps => TimedServer.Seconds(steps, step.Run));
    }
}
