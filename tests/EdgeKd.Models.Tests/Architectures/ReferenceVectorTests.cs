using EdgeKd.Models;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Models.Tests.Architectures;

/// <summary>Names, shapes, counts, logits and feature maps against the published networks.</summary>
[TestFixture]
[NonParallelizable]
public class ReferenceVectorTests
{
    private const double MeanTolerance = 1e-11;
    private const double RelativeNormTolerance = 1e-11;

    [TestCaseSource(typeof(ReferenceModel), nameof(ReferenceModel.ZooNames))]
    public void StateIsThePublishedOne(string name)
    {
        var reference = ReferenceModel.Of(name);
        using var model = reference.Create();
        var state = StateDictionary.Of(model);
        Assert.That(state.Select(pair => pair.Key), Is.EqualTo(reference.State.Select(entry => entry.Name)));
        Assert.That(state.Select(pair => pair.Value.shape), Is.EqualTo(reference.State.Select(entry => entry.Shape)));
        Assert.That(state.Select(pair => pair.Key), Is.EquivalentTo(model.state_dict().Keys));
        Assert.That(model.parameters().Sum(parameter => parameter.numel()), Is.EqualTo(reference.Parameters));

        var norms = model.modules().OfType<BatchNorm2d>().ToArray();
        Assert.That(norms, Is.Not.Empty);
        Assert.That(norms.Select(norm => norm.eps), Is.All.EqualTo(reference.BatchNormEpsilon));
        Assert.That(norms.Select(norm => norm.momentum), Is.All.EqualTo(reference.BatchNormMomentum));
    }

    [TestCaseSource(typeof(ReferenceModel), nameof(ReferenceModel.ZooNames))]
    public void LogitsInFloat32AgreeTo5e5(string name)
    {
        var reference = ReferenceModel.Of(name);
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var model = Prepare(reference, ScalarType.Float32);
        RequireLogits(reference, model.call(WeightFill.Input(reference.InputShape, ScalarType.Float32)), "logits_f32", 5e-5);
    }

    [TestCaseSource(typeof(ReferenceModel), nameof(ReferenceModel.ZooNames))]
    public void LogitsAndFeaturesInFloat64AgreeTo1e9(string name)
    {
        var reference = ReferenceModel.Of(name);
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var model = Prepare(reference, ScalarType.Float64);
        var stages = reference.Features is null ? [] : StagesOf(name);
        var before = new Dictionary<string, Tensor>();
        foreach (var stage in stages)
        {
            model.ObservePreActivation(stage, map => before[stage] = map.clone().DetachFromDisposeScope());
        }

        var pooled = model.Stages[^2].Name;
        var after = new Dictionary<string, Tensor>();
        var logits = model.ForwardWithFeatures(WeightFill.Input(reference.InputShape, ScalarType.Float64), [.. stages, pooled], after);
        scope.Attach(before.Values);
        RequireLogits(reference, logits, "logits", 1e-9);
        if (reference.Features is { } features)
        {
            RequireFeatures(features, stages, before, after, pooled, listsStem: name != "mobilenetv1");
        }
    }

    [Test]
    public void EveryNetworkOfTheVectorsIsInTheZoo()
    {
        Assert.That(ReferenceModel.ZooNames.Count(), Is.EqualTo(31));
        Assert.That(ReferenceModel.ZooNames, Is.SubsetOf(ModelZoo.Names));
    }

    [Test]
    public void TheFillIsTheOneOfTheVectors()
    {
        Assert.That(
            new[] { WeightFill.Hash(0, 0, 0), WeightFill.Hash(1, 0, 0), WeightFill.Hash(2, 0, 0) },
            Is.EqualTo(new[] { -0.9781383252702653, -0.5725237247534096, -0.9311905256472528 }).Within(1e-15));
        Assert.That(WeightFill.Hash(0, 5, 0), Is.EqualTo(0.028051193337887526).Within(1e-15));
    }

    private static ImageClassifier Prepare(ReferenceModel reference, ScalarType type)
    {
        var model = reference.Create();
        model.to(type);
        WeightFill.Apply(model, reference.Gain);
        model.eval();
        return model;
    }

    private static void RequireLogits(ReferenceModel reference, Tensor actual, string vector, double relativeTolerance)
    {
        using var vectors = Safetensors.Load(Path.Combine(ReferenceModel.Folder, "models.safetensors"));
        var expected = vectors.Tensors[$"{reference.VectorName}/{vector}"];
        Assert.That(actual.dtype, Is.EqualTo(expected.dtype));
        Assert.That(actual.shape, Is.EqualTo(expected.shape));
        var difference = (actual - expected).abs().max().to(ScalarType.Float64).item<double>();
        var largest = expected.abs().max().to(ScalarType.Float64).item<double>();
        Assert.That(difference / largest, Is.InRange(0, relativeTolerance));
    }

    private static void RequireFeatures(
        ReferenceFeatures features,
        string[] stages,
        Dictionary<string, Tensor> before,
        Dictionary<string, Tensor> after,
        string pooled,
        bool listsStem)
    {
        Assert.That(features.Maps, Has.Count.EqualTo(stages.Length));
        foreach (var (stage, expected) in stages.Zip(features.Maps))
        {
            RequireEqual(after[stage], expected, stage);
        }

        RequireEqual(after[pooled], features.Pooled, "pooled");

        // mdistiller's first entry is the stem behind its activation, where it lists the stem at all.
        foreach (var (index, (stage, expected)) in stages.Zip(features.PreActivations ?? []).Index())
        {
            RequireEqual(listsStem && index == 0 ? after[stage] : before[stage], expected, stage + PreActivation.Suffix);
        }
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
