using System.Text.Json;
using EdgeKd.Models;

namespace EdgeKd.Models.Tests;

/// <summary>One architecture of the reference vectors, and how the zoo builds it.</summary>
internal sealed record ReferenceModel(
    string VectorName,
    string ZooName,
    ModelOptions Options,
    long[] InputShape,
    double Gain,
    long Parameters,
    IReadOnlyList<(string Name, long[] Shape)> State,
    JsonElement Json)
{
    public static readonly string[] ZooNames =
        ["resnet8", "resnet14", "resnet20", "resnet32", "resnet44", "resnet56", "resnet110", "resnet8x4", "resnet32x4", "mobilenetv1", "mobilenetv2", "mobilenetv3-small", "mobilenetv3-large"];

    public static string Folder => Path.Combine(TestContext.CurrentContext.TestDirectory, "Vectors");

    public static ReferenceModel Of(string zooName)
    {
        var vectorName = zooName switch
        {
            "mobilenetv1" => "mdistiller.imagenet.MobileNetV1",
            "mobilenetv2" => "torchvision.mobilenet_v2",
            "mobilenetv3-small" => "torchvision.mobilenet_v3_small",
            "mobilenetv3-large" => "torchvision.mobilenet_v3_large",
            _ => $"mdistiller.cifar.{zooName}",
        };
        var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "models.json")));
        var model = document.RootElement.GetProperty("models").EnumerateArray().Single(m => m.GetProperty("name").GetString() == vectorName);
        return new ReferenceModel(
            vectorName,
            zooName,
            new ModelOptions
            {
                Classes = model.GetProperty("classes").GetInt32(),
                Stem = zooName.StartsWith("mobilenet") ? ModelOptions.ImageNetStem : ModelOptions.CifarStem,
            },
            Numbers(model.GetProperty("input")),
            model.GetProperty("gain").GetDouble(),
            model.GetProperty("parameters").GetInt64(),
            [.. model.GetProperty("state").EnumerateArray().Select(entry => (entry[0].GetString()!, Numbers(entry[1])))],
            model);
    }

    public ImageClassifier Create() => ModelZoo.Create(ZooName, Options);

    private static long[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(item => item.GetInt64())];
}
