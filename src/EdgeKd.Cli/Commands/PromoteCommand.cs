using System.CommandLine;
using System.Text.Json;
using EdgeKd.Cli.Rendering;
using EdgeKd.Release;

namespace EdgeKd.Cli.Commands;

/// <summary><c>edgekd promote</c>: makes a bundle a release.</summary>
internal static class PromoteCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new ExampledCommand("promote",
            "Make a bundle a release, the one that later candidates are compared with. It has to be signed by a key that you trust, measured with the profile release, "
            + "passed by the gate, and compared with the present release; a version is released once. The same bundle again changes nothing.",
            "edgekd promote artifacts/ship/mobilenetv2-shapes-0.1.0.zip --key release.pub.pem",
            "edgekd promote bundle.zip --recipe models/my-model/recipe.yaml --trust trust.yaml --by ada");
        var bundle = new Argument<string>("BUNDLE") { Description = "The bundle (.zip)." };
        command.Arguments.Add(bundle);
        var releases = new ReleasesArguments(command);
        var trust = new TrustArguments(command);
        var allowLower = new Option<bool>("--allow-lower") { Description = "Take a version that is lower than the released one, such as a fix of an older line." };
        var by = new Option<string?>("--by") { Description = "Who promotes, for the history.", HelpName = "NAME" };
        var json = new Option<bool>("--json") { Description = "Write the result as JSON." };
        foreach (var option in new Option[] { allowLower, by, json })
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            var keys = trust.Keys(parsed);
            var today = DateOnly.FromDateTime(DateTime.UtcNow);
            var path = parsed.GetRequiredValue(bundle);
            if (!File.Exists(path))
                throw new FileNotFoundException($"{path}: there is no such bundle");
            var registry = releases.Registry(parsed);
            var result = registry.Promote(path, new PromotionRequest
            {
                Authenticity = new TrustedSignatures(keys, today),
                Date = today,
                By = parsed.GetValue(by),
                AllowLower = parsed.GetValue(allowLower),
            });
            Write(terminal, registry, result, parsed.GetValue(json));
            return ExitCodes.Done;
        });
        return command;
    }

    private static void Write(Terminal terminal, ReleaseRegistry registry, PromotionResult result, bool json)
    {
        var manifest = result.Release.Manifest;
        if (json)
        {
            terminal.Output.WriteLine(JsonSerializer.Serialize(
                new { manifest.Name, manifest.Version, result.Release.Sha256, result.Release.Folder, result.AlreadyThere, result.CleanedUp }, ResultWriter.Json));
            return;
        }

        foreach (var folder in result.CleanedUp)
            terminal.Output.WriteLine($"removed {folder}, which a promotion that was killed had left");
        terminal.Output.WriteLine(result.AlreadyThere
            ? $"{manifest.Name} {manifest.Version} was released already; nothing changed{(registry.History()!.Last!.Version == manifest.Version ? "" : $", and {registry.History()!.Last!.Version} is the release now (edgekd rollback --to {manifest.Version} puts it back)")}"
            : $"{manifest.Name} {manifest.Version} is the release now: {result.Release.Folder}; commit {registry.Folder}");
    }
}
