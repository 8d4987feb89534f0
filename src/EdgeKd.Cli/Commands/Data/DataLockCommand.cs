using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using EdgeKd.Cli.Rendering;
using EdgeKd.Data;
using EdgeKd.Pipeline.Locking;
using EdgeKd.Pipeline.Running;

namespace EdgeKd.Cli.Commands.Data;

/// <summary><c>edgekd data lock</c>: writes down which images a recipe has, or checks them.</summary>
internal static class DataLockCommand
{
    public static Command Create(Terminal terminal, CancellationToken ct)
    {
        var command = new ExampledCommand("lock",
            "Write the data.lock of a recipe anew: path, size, SHA-256, class and part of every image. With --check nothing is written, and "
            + "every image is compared with the lock; exits with 1 where one differs.",
            "edgekd data lock --recipe models/my-model/recipe.yaml",
            "edgekd data lock --recipe models/my-model/recipe.yaml --check",
            "edgekd data lock --recipe models/my-model/recipe.yaml --data ~/images --output images.lock");
        var recipe = new Option<string>("--recipe") { Description = "The recipe file.", HelpName = "FILE", DefaultValueFactory = _ => Places.DefaultRecipe };
        var data = new Option<string?>("--data") { Description = "Folder or manifest of the images, instead of the recipe's data.path.", HelpName = "PATH" };
        var output = new Option<string?>("--output") { Description = "The lock, instead of the recipe's data.lock.", HelpName = "FILE" };
        var threads = new Option<int?>("--threads") { Description = "Threads that read, instead of the recipe's; 0 is one for each processor.", HelpName = "N" };
        var check = new Option<bool>("--check") { Description = "Compare the images with the lock and write nothing." };
        var json = new Option<bool>("--json") { Description = "Write the result as JSON; progress goes to standard error." };
        foreach (var option in new Option[] { recipe, data, output, threads, check, json })
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(threads) is < 0)
                throw new UsageException("--threads wants 0 or a positive number");
            var options = new PipelineOptions { ArtifactsFolder = "artifacts", DataPath = parsed.GetValue(data), Threads = parsed.GetValue(threads) };
            var asJson = parsed.GetValue(json);
            var locked = terminal.Watch(asJson, null, observer => LockedRecipe.Take(parsed.GetRequiredValue(recipe), parsed.GetValue(output), options, observer, ct));
            if (parsed.GetValue(check))
                locked.Compare().RequireNone(locked.LockPath);
            else
                locked.Images.Save(locked.LockPath);
            Write(terminal, locked, parsed.GetValue(check), asJson);
            return ExitCodes.Done;
        });
        return command;
    }

    private static void Write(Terminal terminal, LockedRecipe locked, bool isChecked, bool asJson)
    {
        if (asJson)
            terminal.Output.WriteLine(JsonSerializer.Serialize(new { Lock = locked.LockPath, locked.Images.Count, locked.Images.Sha256, Checked = isChecked }, ResultWriter.Json));
        else
            terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{locked.LockPath}: {locked.Images.Count:N0} images{(isChecked ? " are as it says" : "")}, SHA-256 {locked.Images.Sha256}"));
    }
}
