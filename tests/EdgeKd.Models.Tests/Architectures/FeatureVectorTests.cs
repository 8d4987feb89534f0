using EdgeKd.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Models.Tests.Architectures;

/// <summary>Each stage's output and pre-activation against the maps that mdistiller's networks return.</summary>
[TestFixture]
[NonParallelizable]
public class FeatureVectorTests
{
    private const double MeanTolerance = 1e-11;
    private const double RelativeNormTolerance = 1e-11;

    [TestCaseSource(typeof(ReferenceModel), nameof(ReferenceModel.WithFeatures))]
    public void StagesAndTheirPreActivationsAreThePublishedOnes(string name)
    {
        var reference = ReferenceModel.Of(name);
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var model = reference.Create();
        model.to(ScalarType.Float64);
        WeightFill.Apply(model, reference.Gain);
        model.eval();

        var stages = StagesOf(name);
        var before = new Dictionary<string, Tensor>();
        foreach (var stage in stages)
        {
            model.ObservePreActivation(stage, map => before[stage] = map.clone().MoveToOuterDisposeScope().DetachFromDisposeScope());
        }

        var pooled = model.Stages[^2].Name;
        var after = new Dictionary<string, Tensor>();
        model.ForwardWithFeatures(WeightFill.Input(reference.InputShape, ScalarType.Float64), [.. stages, pooled], after);
        scope.Attach(before.Values);

        var features = reference.Features!;
        foreach (var (stage, expected) in stages.Zip(features.Maps))
        {
            RequireEqual(after[stage], expected, stage);
        }

        RequireEqual(after[pooled], features.Pooled, "pooled");

        // mdistiller's first entry is the stem behind its activation, where it lists the stem at all.
        var listsStem = name != "mobilenetv1";
        foreach (var (index, (stage, expected)) in stages.Zip(features.PreActivations ?? []).Index())
        {
            RequireEqual(listsStem && index == 0 ? after[stage] : before[stage], expected, stage + PreActivation.Suffix);
        }
    }

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

    // In the order in which mdistiller lists the maps.
    private static string[] StagesOf(string name) => name switch
    {
        "mobilenetv1" => ["model.3", "model.5", "model.11", "model.13"],
        "mobilenetv2-half" => ["conv1", "blocks.1", "blocks.2", "blocks.4", "blocks.6"],
        "mobilenetv2-tiny" => ["pre", "stage2", "stage3", "stage4", "conv1"],
        "resnet18-cifar" or "resnet50-cifar" => ["stem", "layer1", "layer2", "layer3", "layer4"],
        _ when name.StartsWith("wrn") => ["conv1", "block1", "block2", "block3"],
        _ when name.StartsWith("vgg") => ["block0", "block1", "block2", "block3", "block4"],
        _ => ["stem", "layer1", "layer2", "layer3"],
    };

    private static void RequireEqual(Tensor map, ReferenceFeature expected, string name)
    {
        Assert.That(map.shape, Is.EqualTo(expected.Shape), name);
        Assert.That(map.mean().item<double>(), Is.EqualTo(expected.Mean).Within(MeanTolerance), name);
        Assert.That(map.pow(2).sum().sqrt().item<double>() / expected.L2, Is.EqualTo(1).Within(RelativeNormTolerance), name);
    }
}
