using System.CommandLine;
using EdgeKd.Cli.Commands.Data;
using EdgeKd.Pipeline.Stages;

namespace EdgeKd.Cli.Commands;

/// <summary><c>edgekd data</c>: the stage, and below it what else is done with images before anything is trained.</summary>
internal static class DataCommand
{
    public static Command Create(Terminal terminal, CancellationToken ct)
    {
        var command = StageCommand.Create(StageNames.Data, "Prepare the images: training, validation and test part.", terminal, ct);
        foreach (var subcommand in Below(terminal, ct))
            command.Subcommands.Add(subcommand);
        return command;
    }

    // One line a subcommand, in the order of the help.
    private static IEnumerable<Command> Below(Terminal terminal, CancellationToken ct) =>
    [
        DataCheckCommand.Create(terminal, ct),
        DataLockCommand.Create(terminal, ct),
        DataDiffCommand.Create(terminal, ct),
        DataShardCommand.Create(terminal, ct),
    ];
}
