using System.Text.Json.Nodes;

namespace EdgeKd.Cli.Tests;

/// <summary>The CI files under examples/ci: YAML of their systems, whose edgekd lines our own command line understands.</summary>
[TestFixture]
public class ExampleTests
{
    private static string Read(string name) => File.ReadAllText(RepositoryFiles.PathOf($"examples/ci/{name}"));

    private static IEnumerable<string> Scripts(JsonNode? node) => node switch
    {
        JsonObject mapping => mapping.SelectMany(pair => pair.Key is "run" or "script" or "after_script" or "before_script" ? Texts(pair.Value) : Scripts(pair.Value)),
        JsonArray sequence => sequence.SelectMany(Scripts),
        _ => [],
    };

    private static IEnumerable<string> Texts(JsonNode? node) => node is JsonArray lines ? lines.SelectMany(Texts) : [(string)node!];

    // Words as a shell splits them, with what stands in double quotes in one piece; $( ) becomes one word.
    private static string[] Words(string line)
    {
        List<string> words = [];
        var (word, depth, quoted) = ("", 0, false);
        for (var i = 0; i < line.Length; i++)
        {
            depth += line[i] == '(' && i > 0 && line[i - 1] == '$' ? 1 : line[i] == ')' ? -1 : 0;
            if (line[i] == '"' && depth == 0)
                quoted = !quoted;
            else if (line[i] == ' ' && !quoted && depth == 0)
            {
                words.Add(word);
                word = "";
            }
            else
                word += line[i];
        }
        return [.. words.Append(word).Where(part => part.Length > 0)];
    }

    [TestCase("github-actions.yml", 4)]
    [TestCase("gitlab-ci.yml", 4)]
    public void Every_edgekd_line_is_understood(string name, int count)
    {
        var lines = Scripts(YamlNodes.ToJson(Read(name))).SelectMany(script => script.Split('\n')).Where(line => line.StartsWith("edgekd ", StringComparison.Ordinal)).ToArray();
        var tree = Application.Tree(new Terminal(TextWriter.Null, TextWriter.Null), CancellationToken.None);

        Assert.That(lines, Has.Length.EqualTo(count));
        Assert.That(lines, Has.Some.Contains("edgekd ship"));
        foreach (var line in lines)
            Assert.That(tree.Parse(Words(line)[1..]).Errors, Is.Empty, line);
    }

    [Test]
    public void A_line_that_is_not_understood_would_be_found()
    {
        var tree = Application.Tree(new Terminal(TextWriter.Null, TextWriter.Null), CancellationToken.None);

        Assert.That(tree.Parse(Words("edgekd ship --recipes \"models/$MODEL/recipe.yaml\"")[1..]).Errors, Is.Not.Empty);
        Assert.That(Words("edgekd audit \"$(find \"a b\" -name x | tail -1)\" --json"), Is.EqualTo(new[] { "edgekd", "audit", "$(find \"a b\" -name x | tail -1)", "--json" }));
    }

    [Test]
    public void GitHub_runs_on_pull_requests_and_keeps_the_evidence_of_a_refusal()
    {
        var workflow = YamlNodes.ToJson(Read("github-actions.yml"))!;
        var steps = workflow["jobs"]!["gate"]!["steps"]!.AsArray();

        Assert.That(workflow["on"]!["pull_request"], Is.Not.Null);
        Assert.That(steps.Select(step => step!["uses"] is null != step["run"] is null), Is.All.True, "a step either uses or runs");
        var upload = steps.Single(step => ((string?)step!["uses"])?.StartsWith("actions/upload-artifact@", StringComparison.Ordinal) == true)!;
        Assert.That((string?)upload["if"], Is.EqualTo("always()"));
        Assert.That((string?)upload["with"]!["path"], Does.Contain("verdict.json"));
    }

    [Test]
    public void GitLab_runs_on_merge_requests_and_keeps_the_evidence_of_a_refusal()
    {
        var pipeline = YamlNodes.ToJson(Read("gitlab-ci.yml"))!;
        var job = pipeline["release-gate"]!;

        Assert.That((string?)pipeline[".model"]!["rules"]![0]!["if"], Does.Contain("merge_request_event"));
        Assert.That((string?)job["extends"], Is.EqualTo(".model"));
        Assert.That(pipeline["stages"]!.AsArray().Select(stage => (string?)stage), Does.Contain((string?)job["stage"]));
        Assert.That((string?)job["artifacts"]!["when"], Is.EqualTo("always"));
    }

    [TestCase("github-actions.yml")]
    [TestCase("gitlab-ci.yml")]
    public void The_exit_codes_are_explained(string name) =>
        Assert.That(Read(name), Does.Contain($"{ExitCodes.Refused} refused").And.Contain($"{ExitCodes.Undecided} undecided"));
}
