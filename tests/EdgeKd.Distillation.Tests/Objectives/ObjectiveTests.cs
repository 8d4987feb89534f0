using EdgeKd.Distillation.Distillers;
using EdgeKd.Distillation.Features;
using EdgeKd.Distillation.Objectives;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests.Objectives;

[TestFixture]
public class ObjectiveTests
{
    private const int Classes = 5;

    private static readonly Dictionary<string, long[]> StudentShapes = new() { [FeatureHooks.Pooled] = [6], ["map"] = [4, 3, 3] };

    private static readonly Dictionary<string, long[]> TeacherShapes = new() { [FeatureHooks.Pooled] = [9], ["map"] = [7, 2, 2] };

    [TestCase("kd")]
    [TestCase("dkd")]
    [TestCase("dist")]
    [TestCase("dhkd")]
    [TestCase("srd")]
    public void LabelsCountOnlyWhereTheyAreAndTheTeacherEverywhere(string method)
    {
        using var scope = NewDisposeScope();
        using var objective = Create(new DistillerOptions { Method = method });
        var (network, teacher) = Outputs(8);
        var labels = arange(8, ScalarType.Int64).remainder(Classes);
        var half = where(arange(8).ge(4), full_like(labels, -1), labels);

        Assert.That(
            objective.Forward(network, teacher, half).Task.ToSingle(),
            Is.EqualTo(objective.Forward(Rows(network, 4), Rows(teacher, 4), labels[..4]).Task.ToSingle()).Within(1e-5));

        var none = objective.Forward(network, teacher, full_like(labels, -1));
        Assert.That(none.Task.ToSingle(), Is.Zero);
        var gradient = autograd.grad([none.Distillation!], [network.Logits, network.Features[FeatureHooks.Pooled]], allow_unused: true);
        Assert.That(gradient.Where(g => g is not null).Select(g => g.abs().sum().ToSingle()), Is.Not.Empty.And.All.GreaterThan(0));
    }

    [Test]
    public void DhkdKeepsTheTwoHeadsApartAndTheSharedHeadDoesNot()
    {
        using var scope = NewDisposeScope();
        var (network, teacher) = Outputs(4);
        var labels = zeros(4, ScalarType.Int64);
        foreach (var (kind, reaches) in new[] { (AuxiliaryHeadKind.Linear, false), (AuxiliaryHeadKind.Nonlinear, false), (AuxiliaryHeadKind.Shared, true) })
        {
            using var objective = Create(new DistillerOptions { Method = "dhkd", Dhkd = new DhkdOptions { Head = kind } });
            var losses = objective.Forward(network, teacher, labels);
            var gradient = autograd.grad([losses.Distillation!], [network.Logits], retain_graph: true, allow_unused: true)[0];
            Assert.That(gradient is not null && !gradient.IsInvalid, Is.EqualTo(reaches), kind.ToString());
            Assert.That(objective.Modules, Has.Count.EqualTo(reaches ? 0 : 1));
        }
    }

    [Test]
    public void SrdPoolsMapsAndShowsItsProjector()
    {
        using var scope = NewDisposeScope();
        using var objective = Create(new DistillerOptions
        {
            Method = "srd", Srd = new SrdOptions { StudentFeature = "map", TeacherFeature = "map", KlWeight = 0 },
        });
        var (network, teacher) = Outputs(4);
        Assert.That(double.IsFinite(objective.Forward(network, teacher, zeros(4, ScalarType.Int64)).Distillation!.ToSingle()));
        var figures = objective.Diagnose();
        Assert.That(figures["projectorLargestSingularValue"], Is.GreaterThan(figures["projectorSmallestSingularValue"]));
        Assert.That(figures["projectorEffectiveRankShare"], Is.InRange(0.25, 1));
    }

    [TestCase("dkd", 2, "classes")]
    [TestCase("srd", 5, "exponent")]
    [TestCase("dhkd", 5, "temperature")]
    [TestCase("dist", 5, "weight")]
    public void RefusesWhatCannotWork(string method, int classes, string named)
    {
        var options = new DistillerOptions
        {
            Method = method,
            Srd = new SrdOptions { Exponent = 0.5 },
            Dhkd = new DhkdOptions { Temperature = 0 },
            Dist = new DistOptions { Beta = -1 },
        };
        Assert.That(
            () => ObjectiveFactory.Create(options, classes, StudentShapes, TeacherShapes),
            Throws.ArgumentException.With.Message.Contains(named));
    }

    private static IObjective Create(DistillerOptions options)
    {
        random.manual_seed(3);
        return ObjectiveFactory.Create(options, Classes, StudentShapes, TeacherShapes);
    }

    private static (NetworkOutput Network, TeacherOutput Teacher) Outputs(int count)
    {
        random.manual_seed(7);
        return (
            new NetworkOutput(
                randn(count, Classes).requires_grad_(),
                new Dictionary<string, Tensor> { [FeatureHooks.Pooled] = randn(count, 6).requires_grad_(), ["map"] = randn(count, 4, 3, 3) }),
            new TeacherOutput(
                randn(count, Classes),
                new Dictionary<string, Tensor> { [FeatureHooks.Pooled] = randn(count, 9), ["map"] = randn(count, 7, 2, 2) }));
    }

    private static NetworkOutput Rows(NetworkOutput output, long count) =>
        new(output.Logits[..(int)count], output.Features.ToDictionary(f => f.Key, f => f.Value[..(int)count]));

    private static TeacherOutput Rows(TeacherOutput output, long count) =>
        new(output.Logits[..(int)count], output.Features.ToDictionary(f => f.Key, f => f.Value[..(int)count]));
}
