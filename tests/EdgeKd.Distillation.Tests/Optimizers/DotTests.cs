using EdgeKd.Distillation.GradientPolicies;
using EdgeKd.Distillation.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests.Optimizers;

[TestFixture]
public class DotTests
{
    [Test]
    [Category("Vectors")]
    public void MatchesTheReferenceVectors(
        [Values("delta0", "delta0075", "delta009")] string name,
        [Values] DotWeightDecay variant,
        [Values(ScalarType.Float64, ScalarType.Float32)] ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var vectors = new DotVectors(type);
        var parameters = vectors.Parameters();
        using var dot = new Dot(parameters, vectors.Options(name, variant));
        for (var step = 1; step <= DotVectors.Steps; step++)
        {
            dot.Step(vectors.Gradients(step), vectors.LearningRate(step));
            var at = $"{name}/{variant.ToString().ToLowerInvariant()}/step{step}";
            var state = dot.State.ToDictionary();
            foreach (var (p, parameter) in parameters)
            {
                TensorAssert.Close(parameter, vectors.File[$"{at}/param/{p}"], vectors.Tolerance, $"{at}/param/{p}");
                AssertBuffer(vectors, state[$"task/{p}"], $"{at}/v_task/{p}");
                AssertBuffer(vectors, state[$"distillation/{p}"], $"{at}/v_kd/{p}");
            }
        }
    }

    [TestCase(ScalarType.Float64)]
    [TestCase(ScalarType.Float32)]
    [Category("Vectors")]
    public void WithoutDeltaItIsSgdOnTheSum(ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var vectors = new DotVectors(type);
        var (ours, theirs) = (vectors.Parameters(), vectors.Parameters());
        using var dot = new Dot(ours, vectors.Options("delta0", DotWeightDecay.Uniform));
        using var sgd = new Sgd(theirs, new SgdOptions { Momentum = vectors.Momentum, WeightDecay = vectors.WeightDecay });
        for (var step = 1; step <= DotVectors.Steps; step++)
        {
            var gradients = vectors.Gradients(step);
            dot.Step(gradients, vectors.LearningRate(step));
            sgd.Step(new Gradients([.. gradients.Task.Zip(gradients.Distillation!, Sum)]), vectors.LearningRate(step));
            for (var i = 0; i < ours.Length; i++)
            {
                var name = $"sgd/step{step}/param/{ours[i].Name}";
                if (vectors.File.Has(name))
                {
                    TensorAssert.Close(ours[i].Parameter, vectors.File[name], vectors.Tolerance, $"{name} by DOT");
                    TensorAssert.Close(theirs[i].Parameter, vectors.File[name], vectors.Tolerance, $"{name} by SGD");
                }
            }
        }
    }

    /// <summary>The scalar trajectory that was run through the released update function.</summary>
    [Test]
    public void FollowsTheReleasedCodeOnAScalar()
    {
        using var scope = NewDisposeScope();
        (double Task, double Distillation)[] gradients = [(0.5, -0.2), (0.3, 0.4), (-0.1, 0.25), (0.2, -0.3)];
        (string, Parameter)[] parameters = [("shared", Scalar(1)), ("task", Scalar(1)), ("kd", Scalar(1))];
        using var dot = new Dot(parameters, new DotOptions { WeightDecay = 5e-4, DecayVariant = DotWeightDecay.Reference });
        List<double[]> path = [];
        foreach (var (task, distillation) in gradients)
        {
            dot.Step(new Gradients([Scalar(task), Scalar(task), null], [Scalar(distillation), null, Scalar(distillation)]), 0.05);
            path.Add([.. parameters.Select(p => p.Item2.ToDouble())]);
        }

        Assert.That(path.Select(p => p[0]), Is.EqualTo(new[] { 0.984975, 0.93905475, 0.89210957, 0.85498343 }).Within(1e-8));
        Assert.That(path.Select(p => p[1]), Is.EqualTo(new[] { 0.974975, 0.93742813, 0.90861250, 0.87265573 }).Within(1e-8));
        Assert.That(path.Select(p => p[2]), Is.EqualTo(new[] { 1.01, 0.99897475, 0.97652705, 0.97129971 }).Within(1e-8));
    }

    /// <summary>For shared parameters: SGD with μ − Δ and weight decay on g, then SGD with μ + Δ and none on h.</summary>
    [Test]
    public void OnSharedParametersItIsTwoSgdsInSequence()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(5);
        var ours = new Parameter(randn(3, 4));
        var theirs = new Parameter(ours.detach().clone());
        using var dot = new Dot([("w", ours)], new DotOptions { WeightDecay = 5e-4 });
        using var first = new Sgd([("w", theirs)], new SgdOptions { Momentum = 0.9 - 0.075, WeightDecay = 5e-4 });
        using var second = new Sgd([("w", theirs)], new SgdOptions { Momentum = 0.9 + 0.075 });
        for (var step = 0; step < 8; step++)
        {
            var (g, h) = (randn(3, 4), randn(3, 4));
            dot.Step(new Gradients([g.clone()], [h.clone()]), 0.05);
            first.Step(new Gradients([g]), 0.05);
            second.Step(new Gradients([h]), 0.05);
        }

        TensorAssert.Close(ours, theirs, 1e-6);
    }

    [Test]
    public void LeavesItsGradientsAsTheyWere()
    {
        using var scope = NewDisposeScope();
        var gradient = ones(2, 2);
        using var dot = new Dot([("w", new Parameter(ones(2, 2)))], new DotOptions { WeightDecay = 0.1 });
        dot.Step(new Gradients([gradient], [gradient]), 0.1);
        dot.Step(new Gradients([gradient], [gradient]), 0.1);
        Assert.That(gradient.data<float>().ToArray(), Is.All.EqualTo(1f));
    }

    [Test]
    public void CanLeaveNormsAndBiasesUndecayed()
    {
        using var scope = NewDisposeScope();
        (string, Parameter)[] parameters = [("w", new Parameter(ones(2, 2))), ("b", new Parameter(ones(2)))];
        using var dot = new Dot(
            parameters, new DotOptions { Momentum = 0.5, Delta = 0, WeightDecay = 0.5, DecayNormsAndBiases = false });
        dot.Step(new Gradients([zeros(2, 2), zeros(2)], [zeros(2, 2), zeros(2)]), 1);
        Assert.That(parameters[0].Item2.data<float>().ToArray(), Is.All.EqualTo(0.5f));
        Assert.That(parameters[1].Item2.data<float>().ToArray(), Is.All.EqualTo(1f));
    }

    [TestCase(0.9, 0.1, "0.1")]
    [TestCase(0.9, 0.5, "0.1")]
    [TestCase(0.99, 0.075, "0.01")]
    [TestCase(0.9, -0.01, "0.1")]
    [TestCase(0.9, double.NaN, "0.1")]
    [TestCase(0.05, 0.075, "at most 0.05")]
    public void RefusesADeltaOutOfRangeAndNamesTheLargest(double momentum, double delta, string largest)
    {
        Assert.That(
            () => new Dot([], new DotOptions { Momentum = momentum, Delta = delta }),
            Throws.ArgumentException.With.Message.Contains($"delta {delta}").And.Message.Contains(largest));
    }

    [TestCase(1, 0, "Momentum")]
    [TestCase(0.9, -1, "Weight decay")]
    public void RefusesOtherSettingsOutOfRange(double momentum, double weightDecay, string named)
    {
        Assert.That(
            () => new Dot([], new DotOptions { Momentum = momentum, Delta = 0, WeightDecay = weightDecay }),
            Throws.ArgumentException.With.Message.Contains(named));
    }

    [Test]
    public void RefusesMergedGradients()
    {
        using var scope = NewDisposeScope();
        using var dot = new Dot([("w", new Parameter(ones(2)))], new DotOptions());
        Assert.That(
            () => dot.Step(new Gradients([ones(2)]), 0.1), Throws.ArgumentException.With.Message.Contains("'separate'"));
    }

    private static Parameter Scalar(double value) => new(tensor(value, dtype: ScalarType.Float64));

    private static Tensor? Sum(Tensor? a, Tensor? b) => a is null ? b : b is null ? a : a + b;

    private static void AssertBuffer(DotVectors vectors, Tensor buffer, string name)
    {
        if (vectors.File.Has(name))
        {
            TensorAssert.Close(buffer, vectors.File[name], vectors.Tolerance, name);
        }
        else
        {
            // Not created yet in the released code; here it is there as zeros.
            Assert.That(TensorAssert.LargestMagnitude(buffer), Is.Zero, name);
        }
    }
}
