using EdgeKd.Distillation.Quantization;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests.Quantization;

[TestFixture]
public class ActivationQuantizerTests
{
    [TestCase(0f, 6f, 8)]
    [TestCase(-1.5f, 2.25f, 8)]
    [TestCase(0.5f, 3f, 8, Description = "widened down to 0")]
    [TestCase(-3f, -1f, 8, Description = "widened up to 0")]
    [TestCase(-1f, 1f, 4)]
    public void EqualsIntegerArithmetic(float min, float max, int bits)
    {
        using var scope = NewDisposeScope();
        using var quantizer = New(bits);
        (quantizer.Range, quantizer.Mode) = (new QuantizationRange(min, max), QuantizerMode.Quantizing);
        float[] values = [.. Enumerable.Range(-400, 801).Select(i => i * 0.01234f), 0, min, max];
        var rounded = quantizer.call(tensor(values)).data<float>().ToArray();

        var (low, high, largest) = (Math.Min(min, 0), Math.Max(max, 0), (1 << bits) - 1);
        var scale = (high - low) / largest;
        var zeroPoint = (int)MathF.Round(-low / scale, MidpointRounding.ToEven);
        for (var i = 0; i < values.Length; i++)
        {
            var integer = Math.Clamp((int)MathF.Round(values[i] / scale, MidpointRounding.ToEven) + zeroPoint, 0, largest);
            var tie = MathF.Abs(MathF.Abs(values[i] / scale % 1) - 0.5f) < 1e-3f;
            Assert.That(rounded[i], Is.EqualTo((integer - zeroPoint) * scale).Within(tie ? 1.01f * scale : 1e-6f), $"{values[i]}");
        }

        Assert.That(rounded[^3], Is.Zero, "0 has an integer");
        Assert.That(rounded.Distinct().Count(), Is.LessThanOrEqualTo(largest + 1));
    }

    [Test]
    public void TheRangeIsTheMeanOfTheBatchesAndThenMovesInTrainingAlone()
    {
        using var scope = NewDisposeScope();
        using var quantizer = New(8);
        quantizer.Mode = QuantizerMode.Observing;
        quantizer.call(tensor(new[] { -1f, 2f }));
        quantizer.call(tensor(new[] { -3f, 3f }));
        quantizer.call(tensor(new[] { 1f, 7f }));
        AssertRange(quantizer, -1, 4);

        (quantizer.Mode, quantizer.Moves) = (QuantizerMode.Quantizing, true);
        quantizer.eval();
        quantizer.call(tensor(new[] { -100f, 100f }));
        AssertRange(quantizer, -1, 4);
        quantizer.train();
        quantizer.call(tensor(new[] { -2f, 6f }));
        AssertRange(quantizer, -1.1f, 4.2f);
        quantizer.Moves = false;
        quantizer.call(tensor(new[] { -100f, 100f }));
        AssertRange(quantizer, -1.1f, 4.2f);
    }

    [Test]
    public void ATensorOfZerosStaysOne()
    {
        using var scope = NewDisposeScope();
        using var quantizer = New(8);
        quantizer.Mode = QuantizerMode.Quantizing;
        Assert.That(quantizer.call(zeros(5)).abs().max().ToSingle(), Is.Zero);
    }

    [Test]
    public void TheGradientIsThatOfTheClampedFloatFunction()
    {
        // Averaged over a step of the grid, rounding is the identity: finite differences over whole steps see the clamp alone.
        using var scope = NewDisposeScope();
        using var quantizer = New(8);
        (quantizer.Range, quantizer.Mode) = (new QuantizationRange(-1, 3), QuantizerMode.Quantizing);
        const float Step = 4f / 255;
        var x = (tensor(new[] { -2f, -1.2f, -0.7f, 0.1f, 1.3f, 2.9f, 3.3f, 9f }) + (Step / 3)).requires_grad_();
        var y = (quantizer.call(x) * arange(1, 9, dtype: ScalarType.Float32)).sum();
        y.backward();
        using var noGradient = no_grad();
        var differences = (quantizer.call(x + Step) - quantizer.call(x - Step)) / (2 * Step) * arange(1, 9, dtype: ScalarType.Float32);
        TensorAssert.Close(x.grad!, differences, 1e-3);
    }

    private static ActivationQuantizer New(int bits) => new(new FakeQuantizationOptions { ActivationBits = bits, RangeMomentum = 0.1 });

    private static void AssertRange(ActivationQuantizer quantizer, float min, float max)
    {
        Assert.That(quantizer.Range.Min, Is.EqualTo(min).Within(1e-6));
        Assert.That(quantizer.Range.Max, Is.EqualTo(max).Within(1e-6));
    }
}
