using FsCheck;
using FsCheck.Fluent;

namespace EdgeKd.Onnx.Tests.Quantizing;

/// <summary>ONNX Runtime on the quantized graph against plain integer arithmetic.</summary>
[TestFixture]
public class IntegerArithmeticTests
{
    private static readonly string[] FloatOperators =
        ["Conv", "FusedConv", "Gemm", "FusedGemm", "Add", "Mul", "Relu", "Clip", "Sigmoid", "LeakyRelu", "Concat", "AveragePool", "GlobalAveragePool"];

    [Test]
    public void Random_graphs_give_what_integers_give_within_one_step() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            RequireSame(seed);
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));

    [Test]
    public void Random_graphs_have_no_float_island([Range(0, 19)] int seed)
    {
        var (model, images) = RandomGraph.Draw(seed);
        Assert.That(RuntimeModel.OptimizedCounts(Calibrated.Quantize(model, images)).Keys.Intersect(FloatOperators), Is.Empty);
    }

    private static void RequireSame(int seed)
    {
        var (model, images) = RandomGraph.Draw(seed);
        var quantized = Calibrated.Quantize(model, images);
        var open = quantized.Clone();
        var rounds = quantized.Graph.Node.Where(node => node.OpType == "QuantizeLinear").ToDictionary(node => node.Input[0]);
        GraphTensors.AddOutputs(open, rounds.Values.Select(node => node.Output[0]), "model");
        // Other images than those of the calibration: the ends of the ranges are met too.
        var values = RuntimeModel.Run(open, new([.. images.Data.Select(value => value * 1.2f)], images.Shape));
        var reference = new IntegerReference(quantized.Graph, values);
        foreach (var node in quantized.Graph.Node.Where(node => node.OpType is not ("QuantizeLinear" or "DequantizeLinear")))
        {
            var expected = reference.Compute(node);
            if (rounds.TryGetValue(node.Output[0], out var round))
                Assert.That(LargestDifference(values[round.Output[0]].Data, [.. reference.Quantize(round, expected).Select(value => (double)value)]), Is.LessThanOrEqualTo(1), $"{seed}: {node.Name}");
            else
                Assert.That(LargestDifference(values[node.Output[0]].Data, expected), Is.LessThan(1e-5 * (1 + expected.Max(Math.Abs))), $"{seed}: {node.Name}");
        }
    }

    private static double LargestDifference(float[] actual, double[] expected)
    {
        Assert.That(actual, Has.Length.EqualTo(expected.Length));
        return actual.Zip(expected, (a, b) => Math.Abs(a - b)).Max();
    }
}
