using EdgeKd.Models.Architectures;

namespace EdgeKd.Models;

/// <summary>Builds the known architectures by name.</summary>
public static class ModelZoo
{
    private static readonly IReadOnlyDictionary<string, Func<ModelOptions, ImageClassifier>> Factories = ListFactories();

    /// <summary>Every name that <see cref="Create"/> takes.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Factories.Keys];

    /// <summary>Builds a network with fresh weights, drawn from libtorch's default generator.</summary>
    /// <param name="name">One of <see cref="Names"/>; case matters.</param>
    /// <param name="options">Classes, width and stem.</param>
    /// <exception cref="ArgumentException">The name is unknown (the nearest names are given), or an option is out of range.</exception>
    public static ImageClassifier Create(string name, ModelOptions options)
    {
        if (!Factories.TryGetValue(name, out var factory))
        {
            throw new ArgumentException(
                $"There is no model '{name}': the nearest are {NearestNames.Describe(name, Names)} (all: {string.Join(", ", Names)}).",
                nameof(name));
        }

        options.Check();
        return factory(options);
    }

    private static Dictionary<string, Func<ModelOptions, ImageClassifier>> ListFactories()
    {
        var factories = new Dictionary<string, Func<ModelOptions, ImageClassifier>>();
        foreach (var variant in CifarResNet.Variants)
        {
            factories.Add(variant.Name, options => new CifarResNet(variant.Name, options));
        }

        factories.Add(MobileNetV1.ModelName, options => new MobileNetV1(options));
        factories.Add(MobileNetV2.ModelName, options => new MobileNetV2(options));
        foreach (var variant in MobileNetV3.Variants)
        {
            factories.Add(variant.Name, options => new MobileNetV3(variant.Name, options));
        }

        return factories;
    }
}
