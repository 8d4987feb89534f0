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
            "edgekd ship --recipe models/my-model/recipe.yaml --profile release --key ~/keys/release.pem --promote");
        var arguments = new RecipeArguments(command);
        var signing = new SigningArguments(command);
        var promote = new Option<bool>("--promote")
        {
            Description = "Make the bundle a release, the one that later candidates are compared with (releases/ beside the recipe). Needs the profile release and a key.",
        };
        command.Options.Add(promote);
        command.SetAction(parsed =>
        {
            var json = parsed.GetValue(arguments.Json);
            var promoted = parsed.GetValue(promote);
            var result = terminal.Watch(json, StageNames.Package, observer =>
            {
                var pipeline = ModelPipeline.Open(arguments.RecipePath(parsed), arguments.Options(parsed) with { Signing = signing.Choice(parsed) }, observer);
                // Said before hours of training, not after.
                if (promoted && pipeline.Recipe.Profile != Profiles.Release)
                    throw new UsageException($"--promote needs profile release, and this run has {pipeline.Recipe.Profile}; add --profile release");
                if (promoted && !pipeline.Signs)
                    throw new UsageException($"--promote needs a signed bundle; name the key with --key or {SignerChoice.Variable}");
                if (promoted)
                    pipeline.RequirePromotable();
                var shipped = pipeline.RunTo(StageNames.Package, ct);
                if (promoted && shipped.BundlePath is { } bundle)
                    pipeline.Promote(bundle);
                return shipped;
            });
            return ResultWriter.Write(terminal, result, json, promoted && result.BundlePath is not null);
        });
        return command;
    }
}
