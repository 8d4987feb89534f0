using System.Text.Json.Nodes;
using EdgeKd.Cli;

namespace EdgeKd.EndToEnd.Teachers;

/// <summary>Recipes on <see cref="HueImages"/> as BMP files, with what a test says of teacher and distillation.</summary>
internal sealed class HueRecipe : IDisposable
{
    public HueRecipe()
    {
        Folder = Directory.CreateTempSubdirectory("edgekd-teachers-").FullName;
        using var train = new HueImages(540, 1);
        using var validation = new HueImages(270, 2);
        using var test = new HueImages(63, 3);
        BitmapFile.WriteAll(train, Path.Combine(Folder, "data", "train"), _ => true);
        BitmapFile.WriteAll(validation, Path.Combine(Folder, "data", "validation"), _ => true);
        BitmapFile.WriteAll(test, Path.Combine(Folder, "data", "test"), _ => true);
    }

    public string Folder { get; }

    public string Artifacts => Path.Combine(Folder, "artifacts");

    public string File(string name) => Path.Combine(Folder, name);

    /// <summary>Runs a command on a recipe; pixels are not normalised unless the test says so.</summary>
    public (int Code, string Output, string Errors) Run(
        string command, string teacher, string distill = "method: kd", string normalize = "mean: [0, 0, 0], std: [1, 1, 1]", string data = "data", string views = "")
    {
        System.IO.File.WriteAllText(File("recipe.yaml"), $$"""
            name: hues
            version: 1.0.0
            seed: 3
            threads: 1
            data: { kind: image-folder, path: {{data}}, imageSize: {{HueImages.Size}}, normalize: { {{normalize}} }, augment: { horizontalFlip: true } }
            teacher: { {{teacher}} }
            student: { model: resnet8 }
            distill: { {{distill}}, train: { epochs: 3, batchSize: 32, learningRate: 0.05, schedule: { warmUpEpochs: 0.2 }{{views}} } }

            """);
        using StringWriter output = new(), errors = new();
        var code = Application.Run([command, "--recipe", File("recipe.yaml"), "--artifacts", Artifacts], output, errors, CancellationToken.None);
        return (code, output.ToString(), errors.ToString().TrimEnd());
    }

    /// <summary>The figures of the stage's result that was made last.</summary>
    public JsonNode LastFigures(string stage) => JsonNode.Parse(System.IO.File.ReadAllText(
        Directory.GetFiles(Path.Combine(Artifacts, "hues", stage), "stage.json", SearchOption.AllDirectories)
            .MaxBy(System.IO.File.GetLastWriteTimeUtc)!))!["figures"]!;

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
