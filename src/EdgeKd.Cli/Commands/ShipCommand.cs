using System.CommandLine;
using EdgeKd.Cli.Rendering;
using EdgeKd.Pipeline.Running;
using EdgeKd.Pipeline.Stages;
using EdgeKd.Release;

namespace EdgeKd.Cli.Commands;

/// <summary><c>edgekd ship</c>: the whole chain, and the promotion of its bundle.</summary>
internal static class ShipCommand
{
    public static Command Create(Terminal terminal, CancellationToken ct)
    {
        var command = new ExampledCommand("ship",
            "Run every stage and pack the bundle into artifacts/ship. Stages whose outputs are up to date do not "
            + "run.",
            "edgekd ship --recipe models/mobilenetv2-shapes/recipe.yaml",
            "edgekd ship --recipe models/my-model/recipe.yaml --profile release --promote");
        var arguments = new RecipeArguments(command);
        var promote = new Option<bool>("--promote")
        {
            Description = "Make the bundle the baseline that later releases are compared with (beside the recipe). Profile release only.",
        };
        command.Options.Add(promote);
        command.SetAction(parsed =>
        {
            var json = parsed.GetValue(arguments.Json);
            var promoted = parsed.GetValue(promote);
            var result = terminal.Watch(json, StageNames.Package, observer =>
            {
                var pipeline = ModelPipeline.Open(arguments.RecipePath(parsed), arguments.Options(parsed), observer);
                // Said before hours of training, not after.
                if (promoted && pipeline.Recipe.Profile != Profiles.Release)
                    throw new UsageException($"--promote needs profile release, and this run has {pipeline.Recipe.Profile}; add --profile release");
                var shipped = pipeline.RunTo(StageNames.Package, ct);
                if (promoted && shipped.BundlePath is { } bundle)
                    Promotion.Promote(bundle, pipeline.BaselineFolder);
                return shipped;
            });
            return ResultWriter.Write(terminal, result, json, promoted && result.BundlePath is not null);
        });
        return command;
    }
}
