using System.Text.Json.Nodes;
using EdgeKd.Cli;

namespace EdgeKd.EndToEnd;

/// <summary>A recipe that ships in seconds, in a folder of its own. Its teacher has learned too little to pass its check.</summary>
internal sealed class TinyRecipe : IDisposable
{
    /// <summary>Steps enough for a student of labels alone to learn more than chance, on whatever processor: without, what it answers
    /// hangs on the last bit.</summary>
    public const string MoreSteps = "epochs: 8, batchSize: 16";

    public TinyRecipe(
        string gate = "minTop1: 0",
        string name = "tiny",
        string data = "{ kind: shapes, trainCount: 480, testCount: 240, augment: { cropPadding: 2, horizontalFlip: true } }",
        string views = "",
        string method = "",
        string teacher = "",
        string export = "",
        string more = "",
        string steps = "epochs: 3, batchSize: 32",
        string targets = "",
        string arms = "[{ name: alone, distill: { method: ce } }, { name: kd }]")
    {
        Folder = Directory.CreateTempSubdirectory("edgekd-e2e-").FullName;
        RecipePath = Path.Combine(Folder, "recipe.yaml");
        File.WriteAllText(RecipePath, $$"""
            name: {{name}}
            version: 1.2.3
            seed: 7
            threads: 1
            data: {{data}}
            teacher: { model: resnet8, check: note, {{teacher}}train: { epochs: 1, batchSize: 32, learningRate: 0.05, schedule: { warmUpEpochs: 0.2 } } }
            student: { model: mobilenetv2, width: 0.25 }
            distill: { {{method}}train: { {{steps}}, learningRate: 0.05, schedule: { warmUpEpochs: 0.2 }{{views}} } }
            export: { {{export}} }
            validate: { minRuns: 64, minSeconds: 0{{targets}} }
            gate: { {{gate}} }
            compare:
              arms: {{arms}}
            {{more}}

            """);
    }

    public string Folder { get; }

    public string RecipePath { get; }

    public string Artifacts => Path.Combine(Folder, "artifacts");

    public string[] Arguments(string command, params string[] more) =>
        [command, "--recipe", RecipePath, "--artifacts", Artifacts, .. more];

    public (int Code, string Output, string Errors) Run(string command, params string[] more)
    {
        using StringWriter output = new(), errors = new();
        var code = Application.Run(Arguments(command, more), output, errors, CancellationToken.None);
        return (code, output.ToString(), errors.ToString());
    }

    /// <summary>The figures of every stored result of a stage.</summary>
    public IEnumerable<JsonNode> Figures(string stage) =>
        Directory.GetFiles(Path.Combine(Artifacts, "tiny", stage), "stage.json", SearchOption.AllDirectories)
            .Select(path => JsonNode.Parse(File.ReadAllText(path))!["figures"]!);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
