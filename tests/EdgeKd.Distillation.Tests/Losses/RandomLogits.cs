using FsCheck;
using FsCheck.Fluent;

namespace EdgeKd.Distillation.Tests.Losses;

/// <summary>Pairs of small logit matrices with labels and a temperature, for property tests.</summary>
/// <param name="Rows">N.</param>
/// <param name="Columns">K.</param>
/// <param name="Student">N·K logits in ±8, row by row.</param>
/// <param name="Teacher">As many again.</param>
/// <param name="Labels">N class indices, some −1.</param>
/// <param name="Temperature">1/8 … 10.</param>
internal sealed record RandomLogits(int Rows, int Columns, double[] Student, double[] Teacher, long[] Labels, double Temperature)
{
    public static Arbitrary<RandomLogits> Arbitrary { get; } =
        (from rows in Gen.Choose(1, 4)
         from columns in Gen.Choose(3, 7)
         from student in Values(rows * columns)
         from teacher in Values(rows * columns)
         from labels in Gen.Choose(-1, columns - 1).Select(i => (long)i).ArrayOf(rows)
         from temperature in Gen.Choose(1, 80).Select(i => i / 8.0)
         select new RandomLogits(rows, columns, student, teacher, labels, temperature)).ToArbitrary();

    /// <summary>One row of the student's logits.</summary>
    public double[] StudentRow(int row) => Student[(row * Columns)..((row + 1) * Columns)];

    /// <summary>One row of the teacher's logits.</summary>
    public double[] TeacherRow(int row) => Teacher[(row * Columns)..((row + 1) * Columns)];

    /// <summary>Requires a property of 100 pairs, each in a dispose scope of its own.</summary>
    public static void All(Func<RandomLogits, bool> property) =>
        Prop.ForAll(Arbitrary, logits =>
        {
            using var scope = TorchSharp.torch.NewDisposeScope();
            return property(logits);
        }).QuickCheckThrowOnFailure();

    /// <summary>softmax of one row at a temperature.</summary>
    public static double[] Softmax(double[] logits, double temperature)
    {
        var largest = logits.Max();
        var exponentials = logits.Select(z => Math.Exp((z - largest) / temperature)).ToArray();
        return [.. exponentials.Select(e => e / exponentials.Sum())];
    }

    /// <summary>Σ p·ln(p/q).</summary>
    public static double Divergence(double[] p, double[] q) =>
        p.Zip(q, (a, b) => a == 0 ? 0 : a * Math.Log(a / b)).Sum();

    private static Gen<double[]> Values(int count) => Gen.Choose(-4000, 4000).Select(i => i / 500.0).ArrayOf(count);
}
