using EdgeKd.Pipeline.Running;
using Spectre.Console;

namespace EdgeKd.Cli.Rendering;

/// <summary>Progress as a bar that moves, with the finished stages as lines above it.</summary>
internal sealed class LiveObserver(ProgressContext progress, string? named) : IPipelineObserver
{
    // Spinner, bar and percentage with the spaces between them: a longer line would wrap and the display jump.
    private const int OtherColumns = 32;
    private ProgressTask? _running;

    public void Started(string stage)
    {
        _running = progress.AddTask(Markup.Escape(stage), maxValue: 1);
        _running.IsIndeterminate = true;
    }

    public void Progressed(StageProgress at)
    {
        if (_running is null)
            return;
        var text = $"{at.Stage}  {at.Detail}{OutcomeLine.Left(at.TimeLeft)}";
        var room = Math.Max(20, AnsiConsole.Profile.Width - OtherColumns);
        _running.Description = Markup.Escape(text.Length <= room ? text : text[..(room - 1)] + "…");
        _running.IsIndeterminate = at.Fraction is null;
        _running.Value = at.Fraction ?? 0;
    }

    public void Finished(StageOutcome outcome)
    {
        if (_running is not null)
        {
            _running.Value = 1;
            _running.StopTask();
            progress.Refresh();
            _running = null;
        }
        if (OutcomeLine.IsShown(outcome, named))
            AnsiConsole.MarkupLineInterpolated($"{OutcomeLine.Of(outcome)}");
    }

    public void Note(string line) => AnsiConsole.MarkupLineInterpolated($"[yellow]{line}[/]");
}
