using FsCheck;
using FsCheck.Fluent;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests.Losses;

/// <summary>Pairs of small feature matrices, for property tests.</summary>
/// <param name="Rows">N, at least 4.</param>
/// <param name="Columns">D.</param>
/// <param name="Student">N·D values in ±8, row by row.</param>
/// <param name="Teacher">As many again.</param>
internal sealed record RandomFeatures(int Rows, int Columns, double[] Student, double[] Teacher)
{
    private static readonly Arbitrary<RandomFeatures> Arbitrary =
        (from rows in Gen.Choose(4, 9)
         from columns in Gen.Choose(1, 5)
         from student in Values(rows * columns)
         from teacher in Values(rows * columns)
         select new RandomFeatures(rows, columns, student, teacher))
        .Where(f => f.Varies(f.Student) && f.Varies(f.Teacher)).ToArbitrary();

    public Tensor StudentRows => tensor(Student).reshape(Rows, Columns);

    public Tensor TeacherRows => tensor(Teacher).reshape(Rows, Columns);

    /// <summary>Requires a property of 100 pairs, each in a dispose scope of its own.</summary>
    public static void All(Func<RandomFeatures, bool> property) =>
        Prop.ForAll(Arbitrary, features =>
        {
            using var scope = NewDisposeScope();
            return property(features);
        }).QuickCheckThrowOnFailure();

    /// <summary>One channel, standardised.</summary>
    public double[] Standardised(double[] values, int column, double epsilon)
    {
        var channel = Channel(values, column);
        var mean = channel.Average();
        var deviation = Math.Sqrt(channel.Average(v => (v - mean) * (v - mean)) + epsilon);
        return [.. channel.Select(v => (v - mean) / deviation)];
    }

    private double[] Channel(double[] values, int column) => [.. values.Where((_, i) => i % Columns == column)];

    private bool Varies(double[] values) =>
        Enumerable.Range(0, Columns).All(column => Channel(values, column) is var v && v.Max() - v.Min() > 0.5);

    private static Gen<double[]> Values(int count) => Gen.Choose(-4000, 4000).Select(i => i / 500.0).ArrayOf(count);
}
