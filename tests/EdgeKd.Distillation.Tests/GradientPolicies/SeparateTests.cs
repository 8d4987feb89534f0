using EdgeKd.Distillation.GradientPolicies;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests.GradientPolicies;

[TestFixture]
public class SeparateTests
{
    [Test]
    [Category("Vectors")]
    public void MatchesTheReferenceVectors(
        [Values("conflict", "aligned")] string name, [Values(ScalarType.Float64, ScalarType.Float32)] ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var vectors = new AlignmentVectors(name, type);
        using var losses = vectors.Losses();
        var gradients = new Separate().Compute(losses, vectors.Parameters);
        for (var i = 0; i < vectors.Parameters.Length; i++)
        {
            AssertSide(vectors, gradients.Task[i], "grad_ce", i, unreached: "aux");
            AssertSide(vectors, gradients.Distillation![i], "grad_kd", i, unreached: "main");
        }
    }

    [Test]
    public void WithoutADistillationLossEverythingIsTheTasks()
    {
        using var scope = NewDisposeScope();
        Parameter[] parameters = [new(ones(2)), new(ones(3))];
        using var losses = new DistillationLosses(parameters[0].square().sum(), null, zeros(1));
        var gradients = new Separate().Compute(losses, parameters);
        Assert.That(gradients.Task[0]!.data<float>().ToArray(), Is.EqualTo(new float[] { 2, 2 }));
        Assert.That(gradients.Task[1], Is.Null);
        Assert.That(gradients.Distillation, Is.EqualTo(new Tensor?[] { null, null }));
    }

    [Test]
    public void LeavesTheParametersOwnGradientsAlone()
    {
        using var scope = NewDisposeScope();
        Parameter[] parameters = [new(ones(2))];
        using var losses = new DistillationLosses(parameters[0].sum(), parameters[0].square().sum(), zeros(1));
        new Separate().Compute(losses, parameters);
        Assert.That(parameters[0].grad, Is.Null);
    }

    [Test]
    public void EveryPolicyIsKnownByName() => Assert.That(
        GradientPolicyFactory.Names.Select(name => GradientPolicyFactory.Create(name).GetType()),
        Is.EqualTo(new[] { typeof(Summed), typeof(Aligned), typeof(Aligned), typeof(Separate), typeof(Aligned), typeof(Aligned) }));

    [Test]
    public void AnUnknownNameGetsTheKnownOnes() => Assert.That(
        () => GradientPolicyFactory.Create("pcgrad"),
        Throws.ArgumentException.With.Message.Contains("'pcgrad'").And.Message.Contains("aligned-shared"));

    private static void AssertSide(AlignmentVectors vectors, Tensor? gradient, string loss, int index, string unreached)
    {
        var name = AlignmentVectors.Names[index];
        if (name.StartsWith(unreached, StringComparison.Ordinal))
        {
            Assert.That(gradient, Is.Null, $"{loss} does not reach {name}");
        }
        else
        {
            vectors.AssertClose(gradient!, $"{loss}/{name}");
        }
    }
}
