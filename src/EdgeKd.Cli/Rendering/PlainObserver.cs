using EdgeKd.Pipeline.Running;

namespace EdgeKd.Cli.Rendering;

/// <summary>Progress as plain lines: each milestone, and otherwise one every ten seconds.</summary>
internal sealed class PlainObserver(TextWriter writer, string? named, TimeProvider clock) : IPipelineObserver
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private long _shown;

    public void Started(string stage)
    {
        writer.WriteLine($"{stage,-9} started");
        _shown = clock.GetTimestamp();
    }

    public void Progressed(StageProgress progress)
    {
        if (!progress.IsMilestone && clock.GetElapsedTime(_shown) < Interval)
            return;
        _shown = clock.GetTimestamp();
        writer.WriteLine($"{progress.Stage,-9} {progress.Detail}{OutcomeLine.Left(progress.TimeLeft)}");
    }

    public void Finished(StageOutcome outcome)
    {
        if (OutcomeLine.IsShown(outcome, named))
            writer.WriteLine(OutcomeLine.Of(outcome));
    }

    public void Note(string line) => writer.WriteLine(line);
}
