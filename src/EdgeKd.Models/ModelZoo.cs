using EdgeKd.Models.Architectures;

namespace EdgeKd.Models;

/// <summary>Builds the known architectures by name.</summary>
public static class ModelZoo
{
    private static readonly IReadOnlyDictionary<string, ZooEntry> Entries = List().ToDictionary(entry => entry.Name);

    /// <summary>Every name that <see cref="Create"/> takes.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Entries.Keys];

    /// <summary>Builds a network with fresh weights, drawn from libtorch's default generator.</summary>
    /// <param name="name">One of <see cref="Names"/>; case matters.</param>
    /// <param name="options">Classes, and what else the architecture leaves open.</param>
    /// <exception cref="ArgumentException">
    /// The name is unknown (the nearest names are given), an option is out of range, or the architecture does not have it.
    /// </exception>
    public static ImageClassifier Create(string name, ModelOptions options)
    {
        var entry = Find(name);
        options.Check();
        if (entry.Misfit(options) is { } misfit)
        {
            throw new ArgumentException($"Model options: {misfit.Problem}");
        }

        return entry.Create(options with { Stem = options.Stem ?? entry.Stems[0] });
    }

    /// <summary>The first option that the architecture does not have, though it is set, and what to do; null where all fit.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="options">The options, each within its range; classes do not matter.</param>
    /// <returns>The option as it is called in recipes (<c>width</c>, <c>stem</c>, <c>stage2Stride</c>, <c>dropout</c>), and one line.</returns>
    /// <exception cref="ArgumentException">The name is unknown.</exception>
    public static (string Option, string Problem)? Misfit(string name, ModelOptions options) => Find(name).Misfit(options);

    private static ZooEntry Find(string name) => Entries.TryGetValue(name, out var entry)
        ? entry
        : throw new ArgumentException(
            $"There is no model '{name}': the nearest are {NearestNames.Describe(name, Names)} (all: {string.Join(", ", Names)}).",
            nameof(name));

    private static IEnumerable<ZooEntry> List()
    {
        const string cifar = ModelOptions.CifarStem;
        const string imageNet = ModelOptions.ImageNetStem;
        return
        [
            .. CifarResNet.Variants.Select(v => new ZooEntry(v.Name, options => new CifarResNet(v.Name, options), cifar)),
            .. ResNet.Variants.Select(v => new ZooEntry(v.Name, options => new ResNet(v.Name, options), ResNet.StemOf(v.Name))),
            .. WideResNet.Variants.Select(v => new ZooEntry(v.Name, options => new WideResNet(v.Name, options), cifar)),
            .. Vgg.Variants.Select(v => new ZooEntry(v.Name, options => new Vgg(v.Name, options), cifar)),
            new(ShuffleNetV1.ModelName, options => new ShuffleNetV1(options), cifar),
            new(ShuffleNetV2.ModelName, options => new ShuffleNetV2(options), cifar),
            new(MobileNetV1.ModelName, options => new MobileNetV1(options), cifar, imageNet) { HasWidth = true },
            new(MobileNetV2.ModelName, options => new MobileNetV2(options), cifar, imageNet) { HasWidth = true, HasStage2Stride = true, HasDropout = true },
            new(MobileNetV2Half.ModelName, options => new MobileNetV2Half(options), cifar),
            new(MobileNetV2Tiny.ModelName, options => new MobileNetV2Tiny(options), cifar),
            .. MobileNetV3.Variants.Select(v => new ZooEntry(v.Name, options => new MobileNetV3(v.Name, options), cifar, imageNet)
            {
                HasWidth = true, HasStage2Stride = true, HasDropout = true,
            }),
            .. MobileOne.Variants.Select(v => new ZooEntry(v.Name, options => new MobileOne(v.Name, options), imageNet, cifar)),
        ];
    }
}
