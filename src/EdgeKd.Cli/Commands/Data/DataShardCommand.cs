using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using EdgeKd.Cli.Rendering;
using EdgeKd.Data;
using EdgeKd.Pipeline.Sharding;

namespace EdgeKd.Cli.Commands.Data;

/// <summary><c>edgekd data shard</c>: writes images as shards.</summary>
internal static class DataShardCommand
{
    public static Command Create(Terminal terminal, CancellationToken ct)
    {
        var command = new ExampledCommand("shard",
            "Write images as shards: tar files in the form of WebDataset (the encoded picture and a .cls with its class number, a sample after "
            + "the other) for train, validation and test, and an index.json with their sizes and digests. A recipe of kind shards reads them "
            + "from a folder or a web server; with the recipe that they were written from it trains on the same batches.",
            "edgekd data shard ~/flowers --out shards/flowers",
            "edgekd data shard --recipe models/mobilenetv2-shapes/recipe.yaml --out shards/shapes --samples 500");
        var folder = new Argument<string?>("DIR")
        {
            Description = "The images: a folder a class, below train/ and test/ or side by side; or give --recipe.", Arity = ArgumentArity.ZeroOrOne,
        };
        var recipe = new Option<string?>("--recipe") { Description = "The recipe whose images are written, instead of a folder.", HelpName = "FILE" };
        var data = new Option<string?>("--data") { Description = "Folder of the images, instead of the recipe's data.path.", HelpName = "DIR" };
        var output = new Option<string>("--out") { Description = "Where the shards go; the folder may hold none yet.", HelpName = "DIR", Required = true };
        var samples = new Option<int>("--samples") { Description = "The most images a shard.", HelpName = "N", DefaultValueFactory = _ => new ShardingOptions().Samples };
        var sizeMb = new Option<int>("--size-mb") { Description = "The most MiB a shard.", HelpName = "N", DefaultValueFactory = _ => new ShardingOptions().SizeMb };
        var inOrder = new Option<bool>("--in-order")
        {
            Description = "Leave the training images of DIR in the order of their names, class by class, for readers that shuffle all of them; a recipe's shuffleBuffer decides itself.",
        };
        var json = new Option<bool>("--json") { Description = "Write the index as JSON." };
        command.Arguments.Add(folder);
        foreach (var option in new Option[] { recipe, data, output, samples, sizeMb, inOrder, json })
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            var (images, recipePath) = (parsed.GetValue(folder), parsed.GetValue(recipe));
            if (images is null == recipePath is null)
                throw new UsageException("name a folder of images, or a recipe with --recipe");
            if (images is not null && parsed.GetValue(data) is not null)
                throw new UsageException("--data belongs to --recipe; name the folder alone");
            if (recipePath is not null && parsed.GetValue(inOrder))
                throw new UsageException("--in-order belongs to a folder; a recipe's data.shuffleBuffer decides whether its images are mixed");
            if (parsed.GetValue(samples) < 1)
                throw new UsageException("--samples wants a positive number");
            if (parsed.GetValue(sizeMb) < 1)
                throw new UsageException("--size-mb wants a positive number");
            var sharding = new ShardingOptions { Samples = parsed.GetValue(samples), SizeMb = parsed.GetValue(sizeMb) };
            var to = parsed.GetRequiredValue(output);
            var index = images is not null
                ? DataSharding.OfFolder(images, !parsed.GetValue(inOrder), to, sharding, null, ct)
                : DataSharding.OfRecipe(recipePath!, parsed.GetValue(data), to, sharding, null, ct);
            if (parsed.GetValue(json))
            {
                terminal.Output.WriteLine(JsonSerializer.Serialize(index, ResultWriter.Json));
                return ExitCodes.Done;
            }
            foreach (var (part, shards) in new[] { ("train", index.Train), ("validation", index.Validation), ("test", index.Test) })
                terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{part}: {shards.Sum(shard => (long)shard.Samples):N0} images in {shards.Count} shards, {shards.Sum(shard => shard.SizeBytes) / 1e6:N1} MB"));
            terminal.Output.WriteLine($"index: {Path.Combine(to, ShardIndex.FileName)}");
            return ExitCodes.Done;
        });
        return command;
    }
}
