using System.CommandLine;
using EdgeKd.Pipeline.Schemas;

namespace EdgeKd.Cli.Commands;

/// <summary><c>edgekd schema</c>: prints the JSON Schema of a kind of YAML file.</summary>
internal static class SchemaCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new ExampledCommand("schema",
            "Print the JSON Schema of recipes or policies, by which an editor completes keys, shows what they mean and marks mistakes. "
            + "A YAML file names its schema in line 1: # yaml-language-server: $schema=PATH. The repository holds both in docs/schemas.",
            "edgekd schema recipe",
            "edgekd schema policy > policy.schema.json");
        var kind = new Argument<string>("KIND") { Description = "recipe or policy." };
        kind.AcceptOnlyFromAmong([.. ConfigurationSchema.Names]);
        command.Arguments.Add(kind);
        command.SetAction(parsed =>
        {
            terminal.Output.Write(ConfigurationSchema.Text(parsed.GetRequiredValue(kind)));
            return ExitCodes.Done;
        });
        return command;
    }
}
