using System.CommandLine;
using System.Globalization;
using EdgeKd.Pipeline.Recipes;
using EdgeKd.Release;

namespace EdgeKd.Cli.Commands;

/// <summary><c>edgekd waive</c>: signs that a broken rule may be passed over for a time.</summary>
internal static class WaiveCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new ExampledCommand("waive",
            $"Sign a waiver of one rule and add it to {WaiverFile.FileName} beside the recipe: until its last day the broken rule warns instead of refusing, and the report names reason and owner.",
            "edgekd waive --recipe models/my-model/recipe.yaml --rule \"top1 against released (int8)\" --reason \"camera change, see ticket 12\" --owner ana --until 2027-01-31 --key ~/keys/release.pem");
        var recipe = new Option<string>("--recipe") { Description = "The recipe file.", HelpName = "FILE", DefaultValueFactory = _ => Places.DefaultRecipe };
        var rule = Needed("--rule", "The rule, as the verdict names it.", "RULE");
        var reason = Needed("--reason", "Why it may be passed over.", "TEXT");
        var owner = Needed("--owner", "Who answers for it.", "NAME");
        var until = Needed("--until", "The last day on which the waiver counts.", "yyyy-MM-dd");
        foreach (var option in new[] { recipe, rule, reason, owner, until })
            command.Options.Add(option);
        var signing = new SigningArguments(command);
        command.SetAction(parsed =>
        {
            if (!DateOnly.TryParseExact(parsed.GetRequiredValue(until), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
                throw new UsageException("--until wants a day such as 2027-01-31");
            if (day < DateOnly.FromDateTime(DateTime.UtcNow))
                throw new UsageException($"--until {parsed.GetRequiredValue(until)} is over already; name the last day on which the waiver counts");
            var signer = signing.Choice(parsed).Open(Environment.GetEnvironmentVariable(SignerChoice.Variable))
                ?? throw new UsageException($"a waiver is signed; name the key with --key, --sign-command or {SignerChoice.Variable}");
            var path = parsed.GetRequiredValue(recipe);
            var model = RecipeFile.Load(path).Name;
            var file = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, WaiverFile.FileName);
            WaiverFile.Append(file, Waiver.Sign(model, parsed.GetRequiredValue(rule), parsed.GetRequiredValue(reason), parsed.GetRequiredValue(owner), day, signer));
            terminal.Output.WriteLine($"{file}: '{parsed.GetRequiredValue(rule)}' of {model} is waived until {parsed.GetRequiredValue(until)}, signed by {signer.PublicKey.Fingerprint}");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Option<string> Needed(string name, string description, string helpName) => new(name) { Description = description, HelpName = helpName, Required = true };
}
