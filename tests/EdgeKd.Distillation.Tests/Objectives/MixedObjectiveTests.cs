using EdgeKd.Data;
using EdgeKd.Distillation.Distillers;
using EdgeKd.Distillation.Features;
using EdgeKd.Distillation.Losses;
using EdgeKd.Distillation.Objectives;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests.Objectives;

[TestFixture]
public class MixedObjectiveTests
{
    private const int Classes = 5;

    private static readonly Dictionary<string, long[]> StudentShapes = new() { [FeatureHooks.Pooled] = [6] };

    private static readonly Dictionary<string, long[]> TeacherShapes = new() { [FeatureHooks.Pooled] = [9] };

    [TestCase("ce", 1)]
    [TestCase("kd", 0.1)]
    [TestCase("dist", 1)]
    [TestCase("dhkd", 1)]
    [TestCase("srd", 1)]
    [TestCase("reviewkd", 1)]
    public void TheTaskLossIsThatOfBothLabelsAndTheTeachersIsUntouched(string method, double ceWeight)
    {
        using var scope = NewDisposeScope();
        double[] weights = [1, 0.5, 2, 1, 3];
        using var objective = Create(method, weights);
        var (network, teacher) = Outputs(8);
        var labels = arange(8, ScalarType.Int64).remainder(Classes);
        var mixed = new MixedLabels(arange(8, ScalarType.Int64).add(3).remainder(Classes), linspace(0, 1, 8, ScalarType.Float32));
        var losses = objective.Forward(network, teacher, labels, mixed);
        var plain = objective.Forward(network, teacher, labels);
        Assert.That(losses.Task.ToSingle(), Is.EqualTo(ceWeight * CrossEntropy.Mixed(network.Logits, labels, mixed, 0.1, tensor(weights, dtype: ScalarType.Float32)).ToSingle()).Within(1e-5));
        Assert.That(losses.Task.ToSingle(), Is.Not.EqualTo(plain.Task.ToSingle()).Within(1e-3));
        Assert.That(losses.Distillation?.ToSingle(), Is.EqualTo(plain.Distillation?.ToSingle()), "both networks saw the mixed image");
    }

    [Test]
    public void DkdWantsOneTrueClass()
    {
        using var scope = NewDisposeScope();
        using var objective = Create("dkd", null);
        var (network, teacher) = Outputs(2);
        var mixed = new MixedLabels(zeros(2, ScalarType.Int64), ones(2));
        Assert.That(
            () => objective.Forward(network, teacher, zeros(2, ScalarType.Int64), mixed),
            Throws.ArgumentException.With.Message.StartsWith("dkd").And.Message.Not.Contains("\n"));
    }

    [Test]
    public void AsManyWeightsAsClassesAreNeeded()
    {
        using var scope = NewDisposeScope();
        using var objective = Create("kd", [1, 2]);
        var (network, teacher) = Outputs(2);
        Assert.That(() => objective.Forward(network, teacher, zeros(2, ScalarType.Int64)), Throws.ArgumentException.With.Message.Contains("2 class weights"));
    }

    private static IObjective Create(string method, double[]? weights)
    {
        random.manual_seed(3);
        var options = new DistillerOptions
        {
            Method = method,
            LabelSmoothing = 0.1,
            ClassWeights = weights,
            ReviewKd = new ReviewKdOptions { StudentFeatures = [FeatureHooks.Pooled], TeacherFeatures = [FeatureHooks.Pooled] },
        };
        return ObjectiveFactory.Create(options, Classes, StudentShapes, TeacherShapes);
    }

    private static (NetworkOutput Network, TeacherOutput Teacher) Outputs(int count)
    {
        random.manual_seed(7);
        return (
            new NetworkOutput(randn(count, Classes), new Dictionary<string, Tensor> { [FeatureHooks.Pooled] = randn(count, 6) }),
            new TeacherOutput(randn(count, Classes), new Dictionary<string, Tensor> { [FeatureHooks.Pooled] = randn(count, 9) }));
    }
}
