using EdgeKd.Models;
using EdgeKd.Models.Blocks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Models.Tests.Architectures;

[TestFixture]
[NonParallelizable]
public class ImageClassifierTests
{
    private static readonly ModelOptions Small = new() { Classes = 5, Width = 0.25 };

    [TestCase("resnet8", 1.0)]
    [TestCase("mobilenetv1", 0.25)]
    [TestCase("mobilenetv2", 0.25)]
    [TestCase("mobilenetv3-small", 0.25)]
    public void ForwardIsTheChainOfStages(string name, double width)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var model = ModelZoo.Create(name, new ModelOptions { Classes = 5, Width = width });
        model.eval();
        var images = rand([2, 3, 32, 32]);
        var chained = model.Stages.Aggregate(images, (x, stage) => stage.Module.call(x));
        Assert.That(model.call(images).data<float>().ToArray(), Is.EqualTo(chained.data<float>().ToArray()));
    }

    [Test]
    public void EveryParameterIsReachedByStages([Values("resnet8", "resnet8x4")] string name) => AssertStagesReachEverything(name, 1);

    [Test]
    public void EveryParameterIsReachedByStagesOfMobileNets([Values("mobilenetv1", "mobilenetv2", "mobilenetv3-small", "mobilenetv3-large")] string name) => AssertStagesReachEverything(name, 0.25);

    [Test]
    public void BlocksExposeEveryPartThatComputes()
    {
        using var model = ModelZoo.Create("mobilenetv2", Small);
        var convolutions = model.Stages.SelectMany(stage => Convolutions(stage.Module)).ToHashSet();
        Assert.That(convolutions, Is.EquivalentTo(model.modules().OfType<Conv2d>()));

        static IEnumerable<Conv2d> Convolutions(nn.Module module) => module switch
        {
            ConvBnAct block => [(Conv2d)block.Conv],
            InvertedResidual block => [.. block.Expand is null ? [] : Convolutions(block.Expand), .. Convolutions(block.Depthwise), .. Convolutions(block.Project)],
            _ => [],
        };
    }

    [Test]
    public void FeaturesAreTheStageOutputsAndGradientsFlowThroughThem()
    {
        using var scope = NewDisposeScope();
        using var model = ModelZoo.Create("resnet8", new ModelOptions { Classes = 5 });
        var features = new Dictionary<string, Tensor>();
        var logits = model.ForwardWithFeatures(rand([2, 3, 32, 32]), ["layer1", "layer3"], features);
        Assert.That(features["layer1"].shape, Is.EqualTo(new long[] { 2, 16, 32, 32 }));
        Assert.That(features["layer3"].shape, Is.EqualTo(new long[] { 2, 64, 8, 8 }));
        (logits.sum() + features["layer1"].sum()).backward();
        Assert.That(model.parameters().All(parameter => parameter.grad is not null));
    }

    [Test]
    public void AnUnknownFeatureNamesTheNearest()
    {
        using var scope = NewDisposeScope();
        using var model = ModelZoo.Create("resnet8", new ModelOptions { Classes = 5 });
        Assert.That(
            () => model.ForwardWithFeatures(rand([1, 3, 32, 32]), ["layer4"], new Dictionary<string, Tensor>()),
            Throws.ArgumentException.With.Message.Contains("'layer1'"));
    }

    [TestCase(new long[] { 3, 32, 32 })]
    [TestCase(new long[] { 1, 1, 32, 32 })]
    public void OtherShapesThanImagesAreRefused(long[] shape)
    {
        using var scope = NewDisposeScope();
        using var model = ModelZoo.Create("resnet8", new ModelOptions { Classes = 5 });
        Assert.That(() => model.call(rand(shape)), Throws.ArgumentException.With.Message.Contains(string.Join('×', shape)));
    }

    [Test]
    public void TheInputSurvivesAndOnlyTheLogitsRemain([Values("resnet8", "mobilenetv2", "mobilenetv3-small")] string name)
    {
        using var model = ModelZoo.Create(name, new ModelOptions { Classes = 5 });
        model.eval();
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var images = rand([1, 3, 32, 32]);
        var before = scope.DisposablesCount;
        var logits = model.call(images);
        Assert.That(scope.DisposablesCount, Is.EqualTo(before + 1));
        Assert.That(images.IsInvalid || logits.IsInvalid, Is.False);
    }

    [Test]
    public void TheSameSeedGivesTheSameWeights([Values("resnet8", "mobilenetv1", "mobilenetv2", "mobilenetv3-small")] string name)
    {
        var width = name == "resnet8" ? 1 : 0.25;
        using var scope = NewDisposeScope();
        var draws = new float[2][];
        for (var i = 0; i < 2; i++)
        {
            manual_seed(7);
            using var model = ModelZoo.Create(name, new ModelOptions { Classes = 5, Width = width });
            draws[i] = [.. model.parameters().SelectMany(parameter => parameter.detach().flatten().data<float>().ToArray())];
        }

        Assert.That(draws[0], Is.EqualTo(draws[1]));
    }

    [Test]
    public void ConvolutionsAreDrawnWithTheKaimingDeviationOfTheirFanOut([Values("resnet32x4", "mobilenetv2")] string name)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        using var model = ModelZoo.Create(name, new ModelOptions { Classes = 5 });
        var conv = model.modules().OfType<Conv2d>().MaxBy(c => c.weight!.numel())!;
        var shape = conv.weight!.shape;
        var expected = Math.Sqrt(2.0 / (shape[0] * shape[2] * shape[3]));
        Assert.That(conv.weight.std().item<float>(), Is.EqualTo(expected).Within(1).Percent);
    }

    private static void AssertStagesReachEverything(string name, double width)
    {
        using var model = ModelZoo.Create(name, new ModelOptions { Classes = 5, Width = width });
        var reached = model.Stages.SelectMany(stage => stage.Module.parameters()).Sum(parameter => parameter.numel());
        Assert.That(reached, Is.EqualTo(model.parameters().Sum(parameter => parameter.numel())));
    }
}
