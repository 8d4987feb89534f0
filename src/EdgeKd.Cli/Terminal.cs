using EdgeKd.Cli.Rendering;
using EdgeKd.Pipeline.Running;
using Spectre.Console;

namespace EdgeKd.Cli;

/// <summary>Where a command writes: results, and how far it is.</summary>
internal sealed class Terminal(TextWriter output, TextWriter errors)
{
    public TextWriter Output { get; } = output;

    public TextWriter Errors { get; } = errors;

    /// <summary>Runs work under an observer: a live display on a terminal, plain lines elsewhere. With <paramref name="json"/>
    /// the output is kept for the result alone, and progress goes to the errors.</summary>
    public T Watch<T>(bool json, string? named, Func<IPipelineObserver, T> work)
    {
        if (json)
            return work(new PlainObserver(Errors, named, TimeProvider.System));
        if (!IsLive)
            return work(new PlainObserver(Output, named, TimeProvider.System));
        return AnsiConsole.Progress()
            .AutoClear(true)
            .HideCompleted(true)
            .Columns(new SpinnerColumn(), new ProgressBarColumn { Width = 20 }, new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .Start(progress => work(new LiveObserver(progress, named)));
    }

    /// <summary>Writes a table: with borders on a terminal, plain columns elsewhere.</summary>
    public void Write(Table table)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(Output),
            Ansi = IsLive ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = IsLive ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        });
        if (!IsLive)
            console.Profile.Width = 160;
        console.Write(table);
    }

    // Console.Out is what a terminal draws on; tests hand in writers of their own.
    private bool IsLive => ReferenceEquals(Output, Console.Out) && !Console.IsOutputRedirected && !Console.IsErrorRedirected
        && AnsiConsole.Profile.Capabilities is { Ansi: true, Interactive: true } && Environment.GetEnvironmentVariable("CI") is null or "";
}
