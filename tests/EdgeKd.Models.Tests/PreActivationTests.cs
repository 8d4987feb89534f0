using EdgeKd.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Models.Tests;

[TestFixture]
[NonParallelizable]
public class PreActivationTests
{
    [TestCase("resnet18")]
    [TestCase("resnet50")]
    [TestCase("mobilenetv1")]
    [TestCase("mobilenetv2")]
    [TestCase("mobilenetv3-small")]
    [TestCase("mobilenetv2-half")]
    [TestCase("mobilenetv2-tiny")]
    [TestCase("mobileone-s0")]
    [TestCase("vgg8")]
    [TestCase("shufflenetv1")]
    public void AnActivationOfThePreActivationGivesTheStage(string name)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var model = SmallModels.Create(name);
        model.eval();
        var stages = model.Stages.Select(stage => stage.Name).ToArray();
        var before = new Dictionary<string, Tensor>();
        foreach (var stage in stages)
        {
            model.ObservePreActivation(stage, map => before[stage] = map.clone().DetachFromDisposeScope());
        }

        var after = new Dictionary<string, Tensor>();
        model.ForwardWithFeatures(rand([2, 3, 32, 32]), stages, after);
        scope.Attach(before.Values);
        var activated = 0;
        foreach (var stage in stages)
        {
            var end = PreActivation.LastOf(model.Stages.Single(s => s.Name == stage).Module);
            var expected = end is null ? before[stage] : end.call(before[stage]);
            activated += end is null ? 0 : 1;
            Assert.That(after[stage].equal(expected).all().item<bool>(), Is.True, stage);
        }

        Assert.That(activated, Is.GreaterThan(0));
    }

    [Test]
    public void ShufflingTheActivatedPreActivationGivesAShuffleNetV2Stage()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var model = ModelZoo.Create("shufflenetv2", new ModelOptions { Classes = 5 });
        model.eval();
        Tensor? before = null;
        var remove = model.ObservePreActivation("layer1", map => before = map.clone().DetachFromDisposeScope());
        var features = new Dictionary<string, Tensor>();
        model.ForwardWithFeatures(rand([2, 3, 32, 32]), ["layer1"], features);
        scope.Attach(before!);
        Assert.That(features["layer1"].equal(before!.relu().channel_shuffle(2)).all().item<bool>(), Is.True);
        Assert.That(before.min().item<float>(), Is.LessThan(0));

        remove();
        var seen = before;
        model.call(rand([2, 3, 32, 32]));
        Assert.That(before, Is.SameAs(seen), "nothing is observed any more");
    }

    [Test]
    public void AnUnknownStageNamesTheNearest()
    {
        using var model = ModelZoo.Create("wrn_16_1", new ModelOptions { Classes = 5 });
        Assert.That(() => model.ObservePreActivation("block4", _ => { }), Throws.ArgumentException.With.Message.Contains("'block1'"));
        Assert.That(() => model.ObservePreActivation("layer1", _ => { }), Throws.ArgumentException.With.Message.Contains("no stage 'layer1'"));
    }
}
