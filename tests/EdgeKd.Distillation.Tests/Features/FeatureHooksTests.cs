using EdgeKd.Distillation.Features;
using EdgeKd.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests.Features;

[TestFixture]
public class FeatureHooksTests
{
    private static readonly ModelOptions Options = new() { Classes = 5, Width = 0.25 };

    [Test]
    public void ReadsStagesModulesAndThePooledFeature()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(1);
        using var network = ModelZoo.Create("mobilenetv2", Options);
        network.eval();
        using var hooks = new FeatureHooks(network, ["features.3", "features.3.conv.0", FeatureHooks.Pooled]);
        var images = randn(2, 3, 32, 32);
        var stages = new Dictionary<string, Tensor>();
        var logits = network.ForwardWithFeatures(images, ["features.3", "flatten"], stages);
        var output = hooks.Run(images, network.forward);

        Assert.That(output.Logits.equal(logits).all().ToBoolean(), Is.True);
        Assert.That(output.Features["features.3"].equal(stages["features.3"]).all().ToBoolean(), Is.True);
        Assert.That(output.Features[FeatureHooks.Pooled].equal(stages["flatten"]).all().ToBoolean(), Is.True);
        var shapes = hooks.MeasureShapes(32, network.forward);
        Assert.That(shapes.Keys, Is.EquivalentTo(output.Features.Keys));
        foreach (var (name, shape) in shapes)
        {
            Assert.That(output.Features[name].shape[1..], Is.EqualTo(shape), name);
        }
    }

    [Test]
    public void AReadFeatureStaysWhatItWasAndCarriesItsGradient()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(1);
        using var network = ModelZoo.Create("resnet8", new ModelOptions { Classes = 5 });
        using var hooks = new FeatureHooks(network, ["layer1.0.bn2"]);

        // The block adds its shortcut to this output in place.
        var output = hooks.Run(randn(4, 3, 32, 32), network.forward);
        var feature = output.Features["layer1.0.bn2"];
        Assert.That(feature.mean([0, 2, 3]).abs().max().ToSingle(), Is.InRange(0, 1e-5), "batch norm's output has mean 0, the block's sum has not");
        feature.pow(2).sum().backward();
        Assert.That(network.parameters().First().grad!.abs().sum().ToSingle(), Is.GreaterThan(0));
    }

    [Test]
    public void AnUnknownNameIsAnErrorThatNamesTheNearest()
    {
        using var network = ModelZoo.Create("resnet8", new ModelOptions { Classes = 5 });
        Assert.That(
            () => new FeatureHooks(network, ["layer4"]),
            Throws.ArgumentException.With.Message.Contains("'layer4'").And.Message.Contains("'layer1'"));
    }

    [Test]
    public void DisposingRemovesTheHooks()
    {
        using var scope = NewDisposeScope();
        using var network = new ToyNetwork();
        var hooks = new FeatureHooks(network, ["conv"]);
        hooks.Dispose();
        Assert.That(hooks.Run(randn(2, 3, 8, 8), network.forward).Features, Is.Empty);
    }
}
