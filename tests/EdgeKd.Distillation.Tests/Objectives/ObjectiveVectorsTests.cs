using EdgeKd.Distillation.Features;
using EdgeKd.Distillation.Losses;
using EdgeKd.Distillation.Objectives;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests.Objectives;

/// <summary>Heads, projectors and whole losses against the reference vectors.</summary>
[TestFixture]
[Category("Vectors")]
public class ObjectiveVectorsTests
{
    [TestCase(ScalarType.Float64, 1e-11)]
    [TestCase(ScalarType.Float32, 1e-5)]
    public void SrdAddsItsThreeLosses(ScalarType type, double tolerance)
    {
        using var scope = NewDisposeScope();
        using var vectors = ReferenceVectors.Open("srd.safetensors");
        using var objective = new SrdObjective(new SrdOptions(), [12], [20]);
        var projector = (Linear)objective.Modules[0];
        projector.to(type);
        using (no_grad())
        {
            projector.weight!.copy_(vectors["weight"]);
            projector.bias!.copy_(vectors["bias"]);
        }

        var feature = vectors.Of("student", type).requires_grad_();
        var logits = vectors.Of("total/student_logits", type).requires_grad_();
        var losses = objective.Forward(
            new NetworkOutput(logits, new Dictionary<string, Tensor> { [FeatureHooks.Pooled] = feature }),
            new TeacherOutput(
                vectors.Of("total/teacher_logits", type),
                new Dictionary<string, Tensor> { [FeatureHooks.Pooled] = vectors.Of("teacher", type) }),
            vectors["total/labels"]);
        var total = losses.Task + losses.Distillation!;
        total.backward();

        Assert.That(total.to(ScalarType.Float64).ToDouble(), Is.EqualTo(vectors.Number("total/loss")).Within(tolerance * (type == ScalarType.Float64 ? 1 : 20)));
        AssertNear(feature.grad!, vectors["total/grad_student"], tolerance);
        AssertNear(logits.grad!, vectors["total/grad_student_logits"], tolerance);
        AssertNear(projector.weight!.grad!, vectors["total/grad_weight"], tolerance);
    }

    [TestCase(ScalarType.Float64, 1e-11)]
    [TestCase(ScalarType.Float32, 1e-5)]
    public void SrdPoolsMapsFirst(ScalarType type, double tolerance)
    {
        using var scope = NewDisposeScope();
        using var vectors = ReferenceVectors.Open("srd.safetensors");
        using var objective = new SrdObjective(
            new SrdOptions { FeatureWeight = 1, KlWeight = 0, StudentFeature = "map", TeacherFeature = "map" }, [12, 4, 4], [20, 2, 2]);
        var projector = (Linear)objective.Modules[0];
        projector.to(type);
        using (no_grad())
        {
            projector.weight!.copy_(vectors["weight"]);
            projector.bias!.copy_(vectors["bias"]);
        }

        var map = vectors.Of("map/student", type).requires_grad_();
        var logits = zeros(16, 10, dtype: type);
        var loss = objective.Forward(
            new NetworkOutput(logits, new Dictionary<string, Tensor> { ["map"] = map }),
            new TeacherOutput(logits, new Dictionary<string, Tensor> { ["map"] = vectors.Of("map/teacher", type) }),
            vectors["total/labels"]).Distillation!;
        loss.backward();
        AssertNear(loss, vectors["map/loss"], tolerance);
        AssertNear(map.grad!, vectors["map/grad_student"], tolerance);
        AssertNear(projector.weight!.grad!, vectors["map/grad_weight"], tolerance);
    }

    [TestCase(ScalarType.Float64, 1e-12)]
    [TestCase(ScalarType.Float32, 1e-5)]
    public void TheNonlinearAuxiliaryHeadIsTheAuthors(ScalarType type, double tolerance)
    {
        using var scope = NewDisposeScope();
        using var vectors = ReferenceVectors.Open("dhkd.safetensors");
        using var head = new AuxiliaryHead(24, 10, nonlinear: true, dropout: 0);
        head.to(type);
        var names = new Dictionary<string, string>
        {
            ["layers.fc1.weight"] = "fc1_weight", ["layers.fc1.bias"] = "fc1_bias",
            ["layers.bn.weight"] = "bn_weight", ["layers.bn.bias"] = "bn_bias",
            ["layers.fc2.weight"] = "fc2_weight", ["layers.fc2.bias"] = "fc2_bias",
            ["layers.bn.running_mean"] = "running_mean", ["layers.bn.running_var"] = "running_var",
        };
        var state = head.state_dict();
        using (no_grad())
        {
            foreach (var (own, reference) in names)
            {
                state[own].copy_(vectors[$"aux_head/{reference}"]);
            }
        }

        var x = vectors.Of("aux_head/x", type).requires_grad_();
        head.eval();
        AssertNear(head.call(x), vectors["aux_head/out_eval"], tolerance);
        head.train();
        var output = head.call(x);
        AssertNear(output, vectors["aux_head/out_train"], tolerance);
        AssertNear(state["layers.bn.running_mean"], vectors["aux_head/running_mean_after"], tolerance);
        AssertNear(state["layers.bn.running_var"], vectors["aux_head/running_var_after"], tolerance);

        var loss = NormalizedBinaryDivergence.Loss(output, vectors.Of("aux_head/teacher_logits", type), 2);
        loss.backward();
        AssertNear(loss, vectors["aux_head/loss"], tolerance);
        AssertNear(x.grad!, vectors["aux_head/grad/x"], tolerance);
        foreach (var (name, parameter) in head.named_parameters())
        {
            AssertNear(parameter.grad!, vectors[$"aux_head/grad/{names[name]}"], tolerance);
        }
    }

    // Relative to max(1, |value|), as the vectors' README states it.
    private static void AssertNear(Tensor actual, Tensor expected, double tolerance)
    {
        var difference = (actual.detach().to(ScalarType.Float64) - expected).abs() / expected.abs().clamp(min: 1);
        Assert.That(difference.max().ToDouble(), Is.InRange(0, tolerance));
    }
}
