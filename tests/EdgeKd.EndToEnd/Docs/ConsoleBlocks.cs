using System.Globalization;
using System.Text.RegularExpressions;

namespace EdgeKd.EndToEnd.Docs;

/// <summary>The commands of a page: the lines of its <c>console</c> blocks that begin with a dollar sign, with the output shown below them.</summary>
internal static partial class ConsoleBlocks
{
    /// <summary>A command, what it should exit with (<c># exit code N</c> behind it), and the output that the page shows.</summary>
    public sealed record Command(string Line, int ExitCode, IReadOnlyList<string> Shown);

    public static IReadOnlyList<Command> Of(string markdown)
    {
        List<Command> commands = [];
        foreach (Match block in Block().Matches(markdown))
        {
            foreach (var line in block.Groups[1].Value.TrimEnd('\n').Split('\n'))
            {
                if (line.StartsWith("$ ", StringComparison.Ordinal))
                {
                    var code = ExitCode().Match(line);
                    commands.Add(new(line[2..], code.Success ? int.Parse(code.Groups[1].Value, CultureInfo.InvariantCulture) : 0, []));
                }
                else
                {
                    commands[^1] = commands[^1] with { Shown = [.. commands[^1].Shown, line] };
                }
            }
        }
        return commands;
    }

    /// <summary>The other fenced blocks that hold commands; a page that is tested has none.</summary>
    public static IEnumerable<string> Untested(string markdown) => Fence().Matches(markdown).Select(fence => fence.Groups[1].Value).Where(kind => kind is "sh" or "bash" or "shell");

    /// <summary>Whether a line of output is the one shown: three dots stand for anything, a number for any number.</summary>
    public static bool IsShown(string shown, string line) =>
        Regex.IsMatch(line, $@"\A{Number().Replace(Regex.Escape(shown).Replace(@"\.\.\.", ".*", StringComparison.Ordinal), @"[0-9.,]*[0-9]")}\z");

    [GeneratedRegex(@"^```console\n(.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();

    [GeneratedRegex(@"^```(\w+)$", RegexOptions.Multiline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"# exit code (\d+)\s*$")]
    private static partial Regex ExitCode();

    [GeneratedRegex(@"(?<![\w/])[0-9]+(,[0-9]{3})*(?![\w/])")]
    private static partial Regex Number();
}
