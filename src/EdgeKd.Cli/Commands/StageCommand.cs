using System.CommandLine;
using EdgeKd.Cli.Rendering;
using EdgeKd.Pipeline.Running;
using EdgeKd.Pipeline.Stages;

namespace EdgeKd.Cli.Commands;

/// <summary><c>edgekd &lt;stage&gt;</c>: runs the chain up to a stage.</summary>
internal static class StageCommand
{
    public static Command Create(string stage, string does, Terminal terminal, CancellationToken ct)
    {
        var command = new ExampledCommand(stage,
            $"{does} Stages before it run first where their outputs are missing.",
            $"edgekd {stage} --recipe models/mobilenetv2-shapes/recipe.yaml");
        var arguments = new RecipeArguments(command);
        var signing = stage == StageNames.Package ? new SigningArguments(command) : null;
        var again = stage == StageNames.Targets ? Again(command) : null;
        command.SetAction(parsed =>
        {
            var json = parsed.GetValue(arguments.Json);
            var result = terminal.Watch(json, stage, observer =>
                ModelPipeline.Open(arguments.RecipePath(parsed), arguments.Options(parsed) with
                {
                    Signing = signing?.Choice(parsed),
                    TargetsAgain = again is not null && parsed.GetResult(again) is not null ? parsed.GetValue(again) ?? "" : null,
                }, observer).RunTo(stage, ct));
            return ResultWriter.Write(terminal, result, json, stage: stage);
        });
        return command;
    }

    private static Option<string?> Again(Command command)
    {
        var again = new Option<string?>("--again")
        {
            Description = "Ask those targets again that failed, or the one that is named; what the others answered is kept.",
            HelpName = "NAME",
            Arity = ArgumentArity.ZeroOrOne,
        };
        command.Options.Add(again);
        return again;
    }
}
