using EdgeKd.Models;
using TorchSharp;
using TorchSharp.Modules;
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

    [TestCaseSource(typeof(ReferenceModel), nameof(ReferenceModel.ZooNames))]
    public void NormalisationsHaveThePublishedSettings(string name)
    {
        var reference = ReferenceModel.Of(name);
        using var model = reference.Create();
        var norms = model.modules().OfType<BatchNorm2d>().ToArray();
        Assert.That(norms, Is.Not.Empty);
        Assert.That(norms.Select(norm => norm.eps), Is.All.EqualTo(reference.BatchNormEpsilon));
        Assert.That(norms.Select(norm => norm.momentum), Is.All.EqualTo(reference.BatchNormMomentum));
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
