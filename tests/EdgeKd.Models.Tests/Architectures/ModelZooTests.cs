using EdgeKd.Models;
using EdgeKd.Models.Architectures;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Models.Tests.Architectures;

[TestFixture]
[NonParallelizable]
public class ModelZooTests
{
    [Test]
    public void EveryNameBuilds([ValueSource(nameof(Names))] string name)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var model = ModelZoo.Create(name, new ModelOptions { Classes = 7 });
        model.eval();
        Assert.That(model.ArchitectureName, Is.EqualTo(name));
        Assert.That(model.call(rand([1, 3, 32, 32])).shape, Is.EqualTo(new long[] { 1, 7 }));
    }

    [TestCase("resnet21", "'resnet20'")]
    [TestCase("MobileNetV4", "'mobilenetv1'")]
    [TestCase("mobilenet-v3-small", "'mobilenetv3-small'")]
    [TestCase("", "'vgg8'")]
    [TestCase("ShuffleNetV2", "'shufflenetv2'")]
    [TestCase("ResNet18", "'resnet18'")]
    [TestCase("wrn-40-2", "'wrn_40_2'")]
    public void AnUnknownNameGetsTheNearest(string name, string nearest) =>
        Assert.That(() => ModelZoo.Create(name, new ModelOptions { Classes = 2 }), Throws.ArgumentException.With.Message.Contains(nearest));

    private static readonly TestCaseData[] BadOptions =
    [
        new TestCaseData(new ModelOptions(), "classes is 0").SetName("no classes"),
        new TestCaseData(new ModelOptions { Classes = 2, Width = 0 }, "width is 0").SetName("width 0"),
        new TestCaseData(new ModelOptions { Classes = 2, Width = double.NaN }, "width is NaN").SetName("width NaN"),
        new TestCaseData(new ModelOptions { Classes = 2, Width = 17 }, "width is 17").SetName("width 17"),
        new TestCaseData(new ModelOptions { Classes = 2, Stem = "cifr" }, "stem is 'cifr'").SetName("stem"),
        new TestCaseData(new ModelOptions { Classes = 2, Stage2Stride = 3 }, "stage2Stride is 3").SetName("stride"),
        new TestCaseData(new ModelOptions { Classes = 2, Dropout = 1 }, "dropout is 1").SetName("dropout"),
    ];

    [TestCaseSource(nameof(BadOptions))]
    public void OptionsOutOfRangeAreRefused(ModelOptions options, string message) =>
        Assert.That(() => ModelZoo.Create("mobilenetv2", options), Throws.ArgumentException.With.Message.Contains(message));

    private static readonly TestCaseData[] Misfits =
    [
        new TestCaseData("resnet8", new ModelOptions { Width = 2 }, "width").SetArgDisplayNames("resnet8", "width"),
        new TestCaseData("resnet8", new ModelOptions { Stem = "imagenet" }, "stem").SetArgDisplayNames("resnet8", "stem"),
        new TestCaseData("resnet18", new ModelOptions { Stem = "cifar" }, "stem").SetArgDisplayNames("resnet18", "stem"),
        new TestCaseData("resnet18-cifar", new ModelOptions { Stem = "imagenet" }, "stem").SetArgDisplayNames("resnet18-cifar", "stem"),
        new TestCaseData("wrn_16_2", new ModelOptions { Stage2Stride = 1 }, "stage2Stride").SetArgDisplayNames("wrn_16_2", "stage2Stride"),
        new TestCaseData("vgg8", new ModelOptions { Dropout = 0.5 }, "dropout").SetArgDisplayNames("vgg8", "dropout"),
        new TestCaseData("mobilenetv1", new ModelOptions { Dropout = 0.5 }, "dropout").SetArgDisplayNames("mobilenetv1", "dropout"),
        new TestCaseData("mobilenetv1", new ModelOptions { Stage2Stride = 1 }, "stage2Stride").SetArgDisplayNames("mobilenetv1", "stage2Stride"),
        new TestCaseData("mobilenetv2-half", new ModelOptions { Width = 0.5 }, "width").SetArgDisplayNames("mobilenetv2-half", "width"),
        new TestCaseData("mobileone-s0", new ModelOptions { Width = 0.5 }, "width").SetArgDisplayNames("mobileone-s0", "width"),
    ];

    [TestCaseSource(nameof(Misfits))]
    public void AnOptionThatANetworkDoesNotHaveIsRefusedByName(string name, ModelOptions options, string option)
    {
        Assert.That(ModelZoo.Misfit(name, options)?.Option, Is.EqualTo(option));
        Assert.That(
            () => ModelZoo.Create(name, options with { Classes = 2 }),
            Throws.ArgumentException.With.Message.Contains(name).And.Message.Contains(option).And.Message.Not.Contains("\n"));
    }

    [TestCase("resnet18", "imagenet")]
    [TestCase("resnet18-cifar", "cifar")]
    [TestCase("mobilenetv1", "imagenet")]
    [TestCase("mobilenetv3-large", "cifar")]
    [TestCase("mobileone-s0", "cifar")]
    public void AStemThatANetworkHasIsTaken(string name, string stem) =>
        Assert.That(ModelZoo.Misfit(name, new ModelOptions { Stem = stem }), Is.Null);

    [TestCase(null, 1)]
    [TestCase("imagenet", 1)]
    [TestCase("cifar", 2)]
    public void MobileOnesStemIsImageNetsUnlessSaidOtherwise(string? stem, long side)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var model = ModelZoo.Create("mobileone-s0", new ModelOptions { Classes = 2, Stem = stem });
        model.eval();
        var features = new Dictionary<string, Tensor>();
        model.ForwardWithFeatures(rand([1, 3, 32, 32]), ["stage4"], features);
        Assert.That(features["stage4"].shape, Is.EqualTo(new[] { 1, 1024, side, side }));
    }

    //  the rule's boundaries: halves round up, at least 8, never more than a tenth below
    [TestCase(32, 1.0, 32)]
    [TestCase(16, 0.25, 8)]
    [TestCase(24, 0.5, 16)]
    [TestCase(24, 0.25, 8)]
    [TestCase(160, 0.75, 120)]
    [TestCase(32, 0.35, 16)]
    [TestCase(96, 0.35, 32)]
    [TestCase(16, 1.4, 24)]
    [TestCase(1280, 1.4, 1792)]
    public void ChannelsAreRoundedAsInThePapers(long channels, double width, long expected) =>
        Assert.That(ChannelRounding.Scale(channels, width), Is.EqualTo(expected));

    [TestCase("cifar", 1, new long[] { 1, 40, 4, 4 }, "features.14")]
    [TestCase("cifar", 2, new long[] { 1, 40, 2, 2 }, "features.14")]
    [TestCase("cifar", 1, new long[] { 1, 8, 32, 32 }, "features.2")]
    [TestCase("cifar", 2, new long[] { 1, 8, 16, 16 }, "features.2")]
    [TestCase("imagenet", 2, new long[] { 1, 8, 8, 8 }, "features.2")]
    public void StemAndStage2StrideSetTheResolution(string stem, int stride, long[] expected, string stage)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var model = ModelZoo.Create("mobilenetv2", new ModelOptions { Classes = 2, Width = 0.25, Stem = stem, Stage2Stride = stride });
        model.eval();
        var features = new Dictionary<string, Tensor>();
        model.ForwardWithFeatures(rand([1, 3, 32, 32]), [stage], features);
        Assert.That(features[stage].shape, Is.EqualTo(expected));
    }

    [TestCase("mobilenetv3-small", "cifar", 1, "features.2", new long[] { 1, 8, 16, 16 })]
    [TestCase("mobilenetv3-small", "cifar", 2, "features.2", new long[] { 1, 8, 8, 8 })]
    [TestCase("mobilenetv3-small", "imagenet", 2, "features.11", new long[] { 1, 24, 1, 1 })]
    [TestCase("mobilenetv3-large", "cifar", 1, "features.2", new long[] { 1, 8, 32, 32 })]
    [TestCase("mobilenetv3-large", "imagenet", 2, "features.15", new long[] { 1, 40, 1, 1 })]
    public void StemAndStage2StrideSetTheResolutionOfMobileNetV3(string name, string stem, int stride, string stage, long[] expected)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var model = ModelZoo.Create(name, new ModelOptions { Classes = 2, Width = 0.25, Stem = stem, Stage2Stride = stride });
        model.eval();
        var features = new Dictionary<string, Tensor>();
        model.ForwardWithFeatures(rand([1, 3, 32, 32]), [stage], features);
        Assert.That(features[stage].shape, Is.EqualTo(expected));
    }

    [Test]
    public void MobileNetV3NormalisesWithItsPublishedSettings()
    {
        using var model = ModelZoo.Create("mobilenetv3-small", new ModelOptions { Classes = 2 });
        var norms = model.modules().OfType<BatchNorm2d>().ToArray();
        Assert.That(norms, Has.Length.EqualTo(34));
        Assert.That(norms.All(norm => norm is { eps: 0.001, momentum: 0.01 }), Is.True);
    }

    private static IEnumerable<string> Names() => ModelZoo.Names.Where(name => name is not ("resnet110" or "resnet56" or "resnet44"));
}
