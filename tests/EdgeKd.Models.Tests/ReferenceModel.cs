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
    double BatchNormEpsilon,
    double BatchNormMomentum,
    IReadOnlyList<(string Name, long[] Shape)> State,
    ReferenceFeatures? Features)
{
    private static readonly Dictionary<string, string> OtherNames = new()
    {
        ["mdistiller.cifar.ResNet18"] = "resnet18-cifar",
        ["mdistiller.cifar.ResNet50"] = "resnet50-cifar",
        ["mdistiller.cifar.ShuffleV1"] = "shufflenetv1",
        ["mdistiller.cifar.ShuffleV2"] = "shufflenetv2",
        ["mdistiller.cifar.MobileNetV2"] = "mobilenetv2-half",
        ["mdistiller.tiny.MobileNetV2"] = "mobilenetv2-tiny",
        ["mdistiller.imagenet.MobileNetV1"] = "mobilenetv1",
        ["torchvision.mobilenet_v2"] = "mobilenetv2",
        ["torchvision.mobilenet_v3_small"] = "mobilenetv3-small",
        ["torchvision.mobilenet_v3_large"] = "mobilenetv3-large",
    };

    private static readonly Lazy<IReadOnlyDictionary<string, ReferenceModel>> All = new(() =>
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "models.json")));
        return document.RootElement.GetProperty("models").EnumerateArray().Select(Read).ToDictionary(model => model.ZooName);
    });

    public static IEnumerable<string> ZooNames => All.Value.Keys;

    public static string Folder => Path.Combine(AppContext.BaseDirectory, "Vectors");

    public static ReferenceModel Of(string zooName) => All.Value[zooName];

    public ImageClassifier Create() => ModelZoo.Create(ZooName, Options);

    private static ReferenceModel Read(JsonElement model)
    {
        var vectorName = model.GetProperty("name").GetString()!;
        var zooName = OtherNames.GetValueOrDefault(vectorName) ?? vectorName.Split('.')[^1];
        return new ReferenceModel(
            vectorName,
            zooName,
            new ModelOptions
            {
                Classes = model.GetProperty("classes").GetInt32(),
                Stem = zooName is "mobilenetv1" or "mobilenetv2" or "mobilenetv3-small" or "mobilenetv3-large" ? ModelOptions.ImageNetStem : null,
            },
            Numbers(model.GetProperty("input")),
            model.GetProperty("gain").GetDouble(),
            model.GetProperty("parameters").GetInt64(),
            model.GetProperty("bn_eps")[0].GetDouble(),
            model.GetProperty("bn_momentum")[0].GetDouble(),
            [.. model.GetProperty("state").EnumerateArray().Select(entry => (entry[0].GetString()!, Numbers(entry[1])))],
            model.TryGetProperty("feats", out var feats)
                ? new ReferenceFeatures(
                    Facts(feats)!,
                    Facts(model.GetProperty("preact_feats")),
                    Fact(model.GetProperty("pooled_feat")))
                : null);
    }

    private static ReferenceFeature[]? Facts(JsonElement list) =>
        list.ValueKind == JsonValueKind.Null ? null : [.. list.EnumerateArray().Select(Fact)];

    private static ReferenceFeature Fact(JsonElement fact) =>
        new(Numbers(fact.GetProperty("shape")), fact.GetProperty("mean").GetDouble(), fact.GetProperty("l2").GetDouble());

    private static long[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(item => item.GetInt64())];
}

/// <summary>mdistiller's <c>feats</c>, <c>preact_feats</c> (null where the network gives none) and <c>pooled_feat</c>.</summary>
internal sealed record ReferenceFeatures(
    IReadOnlyList<ReferenceFeature> Maps, IReadOnlyList<ReferenceFeature>? PreActivations, ReferenceFeature Pooled);

/// <summary>Shape, mean and L2 norm of a feature.</summary>
internal sealed record ReferenceFeature(long[] Shape, double Mean, double L2);
