using EdgeKd.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Models.Tests.Architectures;

/// <summary>Names, shapes, counts and logits against the published networks.</summary>
[TestFixture]
[NonParallelizable]
public class ReferenceVectorTests
{
    [TestCaseSource(typeof(ReferenceModel), nameof(ReferenceModel.ZooNames))]
    public void StateHasThePublishedNamesShapesAndOrder(string name)
    {
        var reference = ReferenceModel.Of(name);
        using var model = reference.Create();
        var state = StateDictionary.Of(model);
        Assert.That(state.Select(pair => pair.Key), Is.EqualTo(reference.State.Select(entry => entry.Name)));
        Assert.That(state.Select(pair => pair.Value.shape), Is.EqualTo(reference.State.Select(entry => entry.Shape)));
    }

    [TestCaseSource(typeof(ReferenceModel), nameof(ReferenceModel.ZooNames))]
    public void StateHoldsWhatTheModuleReports(string name)
    {
        using var model = ReferenceModel.Of(name).Create();
        Assert.That(StateDictionary.Of(model).Select(pair => pair.Key), Is.EquivalentTo(model.state_dict().Keys));
    }

    [TestCaseSource(typeof(ReferenceModel), nameof(ReferenceModel.ZooNames))]
    public void ParameterCountIsThePublishedOne(string name)
    {
        var reference = ReferenceModel.Of(name);
        using var model = reference.Create();
        Assert.That(model.parameters().Sum(parameter => parameter.numel()), Is.EqualTo(reference.Parameters));
    }

    [TestCaseSource(typeof(ReferenceModel), nameof(ReferenceModel.ZooNames))]
    public void LogitsInFloat64AgreeTo1e9(string name) => AssertLogits(name, ScalarType.Float64, "logits", 1e-9);

    [TestCaseSource(typeof(ReferenceModel), nameof(ReferenceModel.ZooNames))]
    public void LogitsInFloat32AgreeTo5e5(string name) => AssertLogits(name, ScalarType.Float32, "logits_f32", 5e-5);

    [TestCase("resnet8")]
    [TestCase("resnet8x4")]
    [TestCase("resnet20")]
    public void FeatureMapsHaveTheReferenceMeansAndNorms(string name)
    {
        var reference = ReferenceModel.Of(name);
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var model = Prepare(reference, ScalarType.Float64);
        string[] names = ["stem", "layer1", "layer2", "layer3", "flatten"];
        var features = new Dictionary<string, Tensor>();
        model.ForwardWithFeatures(WeightFill.Input(reference.InputShape, ScalarType.Float64), names, features);

        var expected = reference.Json.GetProperty("feats").EnumerateArray().Append(reference.Json.GetProperty("pooled_feat"));
        foreach (var (feature, facts) in names.Zip(expected))
        {
            var map = features[feature];
            Assert.That(map.shape, Is.EqualTo(facts.GetProperty("shape").EnumerateArray().Select(side => side.GetInt64())), feature);
            Assert.That(map.mean().item<double>(), Is.EqualTo(facts.GetProperty("mean").GetDouble()).Within(1e-12), feature);
            Assert.That(map.pow(2).sum().sqrt().item<double>(), Is.EqualTo(facts.GetProperty("l2").GetDouble()).Within(1e-9), feature);
        }
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

    private static void AssertLogits(string name, ScalarType type, string vector, double relativeTolerance)
    {
        var reference = ReferenceModel.Of(name);
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var model = Prepare(reference, type);
        using var vectors = Safetensors.Load(Path.Combine(ReferenceModel.Folder, "models.safetensors"));
        var expected = vectors.Tensors[$"{reference.VectorName}/{vector}"];
        var actual = model.call(WeightFill.Input(reference.InputShape, type));
        Assert.That(actual.dtype, Is.EqualTo(expected.dtype));
        Assert.That(actual.shape, Is.EqualTo(expected.shape));
        var difference = (actual - expected).abs().max().to(ScalarType.Float64).item<double>();
        var largest = expected.abs().max().to(ScalarType.Float64).item<double>();
        Assert.That(difference / largest, Is.InRange(0, relativeTolerance));
    }
}
