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

    [TestCase("resnet8", "layer2")]
    [TestCase("vgg8", "block3")]
    [TestCase("wrn_16_1", "block2")]
    [TestCase("wrn_16_1", "block3")]
    [TestCase("shufflenetv1", "layer1")]
    [TestCase("shufflenetv2", "layer1")]
    [TestCase("mobilenetv1", "model.3")]
    [TestCase("mobilenetv2", "features.18")]
    [TestCase("mobileone-s0", "stage1")]
    public void ASuffixReadsThePreActivationWithItsGradient(string model, string stage)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(1);
        using var network = ModelZoo.Create(model, new ModelOptions { Classes = 5 });
        var name = stage + PreActivation.Suffix;
        using var hooks = new FeatureHooks(network, [name, stage, FeatureHooks.Pooled]);
        var output = hooks.Run(randn(2, 3, 32, 32), network.forward);
        var (before, after) = (output.Features[name], output.Features[stage]);
        Assert.That(output.Features[FeatureHooks.Pooled].dim(), Is.EqualTo(2));
        Assert.That(before.shape, Is.EqualTo(after.shape));
        Assert.That(before.min().ToSingle(), Is.LessThan(0));
        Assert.That(before.equal(after).all().ToBoolean(), Is.False);
        before.pow(2).sum().backward();
        Assert.That(network.parameters().First().grad!.abs().sum().ToSingle(), Is.GreaterThan(0));
    }

    [Test]
    public void APathWithTheSuffixReadsTheModulesOwnPreActivation()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(1);
        using var network = ModelZoo.Create("resnet20", new ModelOptions { Classes = 5 });
        network.eval();
        using var hooks = new FeatureHooks(network, ["layer1.1:preact", "layer1.1", "layer1.1.bn2:preact", "layer1.1.bn2"]);
        var features = hooks.Run(randn(2, 3, 32, 32), network.forward).Features;
        Assert.That(features["layer1.1:preact"].relu().equal(features["layer1.1"]).all().ToBoolean(), Is.True);
        Assert.That(features["layer1.1.bn2:preact"].equal(features["layer1.1.bn2"]).all().ToBoolean(), Is.True, "a linear module is its own");
        Assert.That(() => new FeatureHooks(network, ["layer4:preact"]), Throws.ArgumentException.With.Message.Contains("'layer1'"));
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
