using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using EdgeKd.Cli.Commands;

namespace EdgeKd.Cli.Rendering;

/// <summary>The library's help, with a command's examples below.</summary>
internal sealed class HelpWithExamples(HelpAction help, IReadOnlyList<string> rootExamples) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => help.ClearsParseErrors;

    public override int Invoke(ParseResult parseResult)
    {
        var code = help.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (var example in parseResult.CommandResult.Command is ExampledCommand command ? command.Examples : rootExamples)
            output.WriteLine($"  {example}");
        return code;
    }
}
