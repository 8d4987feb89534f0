using System.CommandLine;
using EdgeKd.Pipeline.Running;

namespace EdgeKd.Cli.Commands;

/// <summary>The options of every command that runs a recipe.</summary>
internal sealed class RecipeArguments
{
    private readonly Option<string> _recipe = new("--recipe")
    {
        Description = "The recipe file.",
        HelpName = "FILE",
        DefaultValueFactory = _ => Places.DefaultRecipe,
    };

    private readonly Option<string?> _data = new("--data") { Description = "Folder of the images, instead of the recipe's data.path.", HelpName = "DIR" };

    private readonly Option<string?> _profile = new("--profile") { Description = "quick (small counts) or release (full counts), instead of the recipe's.", HelpName = "quick|release" };

    private readonly Option<int?> _threads = new("--threads") { Description = "Threads to compute on, instead of the recipe's; 0 is one for each processor.", HelpName = "N" };

    private readonly Option<string?> _device = new("--device") { Description = "Where to train, instead of the recipe's device: cpu, cuda or cuda:N.", HelpName = "cpu|cuda|cuda:N" };

    private readonly Option<string?> _trust = new("--trust") { Description = "Trust file with the keys that waivers have to be signed with, instead of the recipe's gate.trust.", HelpName = "FILE" };

    private readonly Option<string> _artifacts = Places.ArtifactsOption();

    public RecipeArguments(Command command)
    {
        _profile.AcceptOnlyFromAmong("quick", "release");
        foreach (var option in new Option[] { _recipe, _data, _profile, _threads, _device, _trust, _artifacts, Json })
            command.Options.Add(option);
    }

    /// <summary>Results as JSON on the output; progress goes to the errors.</summary>
    public Option<bool> Json { get; } = new("--json") { Description = "Write the result as JSON; progress goes to standard error." };

    public string RecipePath(ParseResult parsed) => parsed.GetRequiredValue(_recipe);

    public PipelineOptions Options(ParseResult parsed)
    {
        if (parsed.GetValue(_threads) is < 0)
            throw new UsageException("--threads wants 0 or a positive number");
        return new PipelineOptions
        {
            ArtifactsFolder = parsed.GetRequiredValue(_artifacts),
            DataPath = parsed.GetValue(_data),
            Profile = parsed.GetValue(_profile),
            Threads = parsed.GetValue(_threads),
            Device = parsed.GetValue(_device),
            TrustPath = parsed.GetValue(_trust),
        };
    }
}
