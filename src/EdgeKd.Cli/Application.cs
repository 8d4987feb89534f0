using System.CommandLine;
using System.CommandLine.Help;
using System.Runtime.InteropServices;
using EdgeKd.Cli.Commands;
using EdgeKd.Cli.Rendering;
using EdgeKd.Pipeline.Preflighting;
using EdgeKd.Pipeline.Recipes;
using EdgeKd.Pipeline.Running;

namespace EdgeKd.Cli;

/// <summary>Parses the command line, runs the command, and turns what goes wrong into one line and an exit code.</summary>
internal static class Application
{
    private static readonly string[] RootExamples =
    [
        "edgekd ship --recipe models/mobilenetv2-shapes/recipe.yaml",
        "edgekd ship --recipe models/my-model/recipe.yaml --data ~/images --profile release --promote",
        "edgekd compare --recipe models/mobilenetv2-shapes/recipe.yaml --seeds 3",
        "edgekd verify artifacts/ship/mobilenetv2-shapes-0.1.0.zip --key release.pub.pem",
        "edgekd predict artifacts/ship/mobilenetv2-shapes-0.1.0.zip photo.jpg",
    ];

    public static int Run(string[] arguments, TextWriter output, TextWriter errors, CancellationToken ct)
    {
        var root = Tree(new Terminal(output, errors), ct);
        var parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            errors.WriteLine($"edgekd: {parsed.Errors[0].Message.ReplaceLineEndings(" ")} (edgekd --help lists commands, edgekd <command> --help their options)");
            return ExitCodes.Usage;
        }
        try
        {
            // The cancellation and the exit codes are ours; the library's own handling would hide both.
            return parsed.Invoke(new InvocationConfiguration
            {
                Output = output,
                Error = errors,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            errors.WriteLine("edgekd: stopped; run the same command to go on");
            return ExitCodes.Failed;
        }
        catch (UsageException e)
        {
            return Fail(e, ExitCodes.Usage);
        }
        catch (PreflightRefusedException e)
        {
            return Fail(e, ExitCodes.Refused);
        }
        catch (GateUndecidedException e)
        {
            return Fail(e, ExitCodes.Undecided);
        }
        catch (Exception e) when (e is RecipeException or InvalidDataException or ArgumentException or IOException or UnauthorizedAccessException or DllNotFoundException or ExternalException)
        {
            return Fail(e, ExitCodes.Failed);
        }

        int Fail(Exception e, int code)
        {
            errors.WriteLine($"edgekd: {e.Message.ReplaceLineEndings(" ")}");
            return code;
        }
    }

    /// <summary>All commands with their options.</summary>
    internal static RootCommand Tree(Terminal terminal, CancellationToken ct)
    {
        var root = new RootCommand("""
            EdgeKd takes a large image classifier and ships a small one to a device: recipe in, tested ONNX bundle out.

            Exit codes: 0 done, 1 failed or stopped, 2 wrong usage, 3 the gate refused, or the preflight did (audit: a float island is left; verify: the bundle is refused), 4 the gate could not decide.
            """);
        foreach (var command in Catalogue.All(terminal, ct))
            root.Subcommands.Add(command);
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!, RootExamples);
        return root;
    }
}
