using EdgeKd.Distillation.GradientPolicies;
using FsCheck;
using FsCheck.Fluent;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests.GradientPolicies;

[TestFixture]
public class AlignedTests
{
    [Test]
    [Category("Vectors")]
    public void MatchesTheReferenceVectors(
        [Values("conflict", "aligned")] string name,
        [Values] AlignmentScope over,
        [Values(ScalarType.Float64, ScalarType.Float32)] ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var vectors = new AlignmentVectors(name, type);
        using var losses = vectors.Losses();
        vectors.AssertClose(losses.Task, "loss_ce");
        vectors.AssertClose(losses.Distillation!, "loss_kd");

        var gradients = new Aligned(over).Compute(losses, vectors.Parameters);
        var folder = over == AlignmentScope.AllParameters ? "all" : "shared";
        for (var i = 0; i < vectors.Parameters.Length; i++)
        {
            vectors.AssertClose(gradients.Task[i]!, $"{folder}/merged/{AlignmentVectors.Names[i]}");
        }

        Assert.That(gradients.Distillation, Is.Null);
        Assert.That(gradients.Alignment!.Projected.ToBoolean(), Is.EqualTo(name == "conflict"));
        Assert.That(Math.Sign(gradients.Alignment.Cosine.ToDouble()), Is.EqualTo(Math.Sign(vectors.Number("inner_product"))));
    }

    /// <summary>For DOT: the sum is the merged gradient, and no parameter seems to be reached by a loss that does not.</summary>
    [Test]
    [Category("Vectors")]
    public void HandsThemOverApartWithoutChangingWhatReachesWhat(
        [Values("conflict", "aligned")] string name,
        [Values] AlignmentScope over,
        [Values(ScalarType.Float64, ScalarType.Float32)] ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var vectors = new AlignmentVectors(name, type);
        using var losses = vectors.Losses();
        var gradients = new Aligned(over, keepApart: true).Compute(losses, vectors.Parameters);
        var folder = over == AlignmentScope.AllParameters ? "all" : "shared";
        for (var i = 0; i < vectors.Parameters.Length; i++)
        {
            var (p, task, distillation) = (AlignmentVectors.Names[i], gradients.Task[i], gradients.Distillation![i]);
            Assert.That(task is null, Is.EqualTo(p.StartsWith("aux", StringComparison.Ordinal)), p);
            Assert.That(distillation is null, Is.EqualTo(p.StartsWith("main", StringComparison.Ordinal)), p);
            vectors.AssertClose(task is null ? distillation! : distillation is null ? task : task + distillation, $"{folder}/merged/{p}");
            if (task is not null && distillation is not null)
            {
                vectors.AssertClose(distillation, $"{folder}/projected_kd/{p}");
                vectors.AssertClose(task, $"grad_ce/{p}");
            }
        }
    }

    /// <summary>Two shared entries, one of the main head and one of the auxiliary, worked out by hand.</summary>
    [TestCase(AlignmentScope.AllParameters, new[] { -13.0 / 14, 37.0 / 14, 45.0 / 14, 4 })]
    [TestCase(AlignmentScope.SharedOnly, new[] { -0.8, 2.9, 3, 4 })]
    public void GivesTheHandComputedValues(AlignmentScope over, double[] expected)
    {
        using var scope = NewDisposeScope();
        var gradients = Align(over, [1, 2], [3], [-2, 0.5], [4], out _);
        Assert.That(gradients, Is.EqualTo(expected).Within(1e-14));
    }

    [Test]
    public void AddsWhereTheGradientsAgree()
    {
        using var scope = NewDisposeScope();
        var gradients = Align(AlignmentScope.AllParameters, [1, 2], [3], [2, 0.5], [4], out var alignment);
        Assert.That(gradients, Is.EqualTo(new[] { 3, 2.5, 3, 4 }));
        Assert.That(alignment!.Projected.ToBoolean(), Is.False);
    }

    /// <summary>After the projection nothing of h works against g, and g's own part is untouched.</summary>
    [Test]
    public void LeavesNoConflictOnTheSharedParameters()
    {
        var values = Gen.Choose(-1000, 1000).Select(i => i / 100.0).ArrayOf(5);
        var cases = from g in values.Where(v => v.Any(x => x != 0)) from h in values select (g, h);
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            using var scope = NewDisposeScope();
            var merged = Align(AlignmentScope.SharedOnly, c.g, [1], c.h, [1], out var alignment);
            var projected = merged.Take(5).Zip(c.g, (m, g) => m - g).ToArray();
            var inner = c.g.Zip(c.h, (g, h) => g * h).Sum();
            var after = c.g.Zip(projected, (g, h) => g * h).Sum();
            return inner < 0
                ? Math.Abs(after) <= 1e-9 && alignment!.Projected.ToBoolean()
                : projected.Zip(c.h, (a, b) => Math.Abs(a - b)).Max() <= 1e-12 && !alignment!.Projected.ToBoolean();
        }).QuickCheckThrowOnFailure();
    }

    [Test]
    public void GivesZerosWhereNeitherLossReaches()
    {
        using var scope = NewDisposeScope();
        Parameter[] parameters = [new(ones(2)), new(ones(3))];
        using var losses = new DistillationLosses(parameters[0].sum(), parameters[0].square().sum(), zeros(1));
        var gradients = new Aligned(AlignmentScope.AllParameters).Compute(losses, parameters);
        Assert.That(gradients.Task[1]!.data<float>().ToArray(), Is.EqualTo(new float[3]));
    }

    [Test]
    public void WithoutADistillationLossItIsTheTasksGradient([Values] AlignmentScope over)
    {
        using var scope = NewDisposeScope();
        Parameter[] parameters = [new(ones(2)), new(ones(3))];
        using var losses = new DistillationLosses(parameters[0].square().sum(), null, zeros(1));
        var gradients = new Aligned(over).Compute(losses, parameters);
        Assert.That(gradients.Task[0]!.data<float>().ToArray(), Is.EqualTo(new float[] { 2, 2 }));
        Assert.That(gradients.Alignment, Is.Null);
    }

    [Test]
    public void AVanishedTaskGradientDividesByNothing([Values] AlignmentScope over)
    {
        using var scope = NewDisposeScope();
        Assert.That(Align(over, [0, 0], [0], [1, -2], [4], out _), Is.EqualTo(new double[] { 1, -2, 0, 4 }));
    }

    /// <summary>The merged gradients of (shared, main, aux), from losses that are linear in the parameters.</summary>
    private static double[] Align(
        AlignmentScope over, double[] task, double[] main, double[] distillation, double[] auxiliary, out GradientAlignment? alignment)
    {
        Parameter[] parameters =
            [.. new[] { task.Length, main.Length, auxiliary.Length }.Select(n => new Parameter(zeros(n, dtype: ScalarType.Float64)))];
        using var losses = new DistillationLosses(
            (parameters[0] * tensor(task)).sum() + (parameters[1] * tensor(main)).sum(),
            (parameters[0] * tensor(distillation)).sum() + (parameters[2] * tensor(auxiliary)).sum(),
            zeros(1));
        var gradients = new Aligned(over).Compute(losses, parameters);
        alignment = gradients.Alignment;
        return [.. gradients.Task.SelectMany(g => g!.data<double>().ToArray())];
    }
}
