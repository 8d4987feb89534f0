using static TorchSharp.torch;

namespace TorchSharp.Extensions.Tests.Quantization;

/// <summary>Against a second implementation of one value at a time, for both ways of computing it.</summary>
[TestFixture]
internal sealed class FakeQuantizeTests
{
    // Where x / scale is so near a half that rounding x · (1 / scale) may go the other way.
    private const double Tie = 1e-4;

    private static readonly (float Scale, int ZeroPoint)[] Scales = [(0.05f, 0), (0.013f, 131), (1.7f, 255), (2e-4f, 17)];

    [Test]
    public void ATensorEqualsIntegerArithmetic([ValueSource(nameof(Scales))] (float Scale, int ZeroPoint) q, [Values] bool composed)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var input = (randn(4, 3, 5, 5) * q.Scale * 150).ToChannelsLast().requires_grad_();
        var (scale, zeroPoint) = (tensor(q.Scale), tensor(q.ZeroPoint, ScalarType.Int32));
        var output = composed ? FakeQuantize.Composed(input, scale, zeroPoint, 0, 255) : FakeQuantize.PerTensor(input, scale, zeroPoint, 0, 255);
        output.sum().backward();
        Assert.That(output.IsChannelsLast(), Is.True);
        AssertValues(input, output, _ => q, 0, 255);
    }

    [TestCase(0L, false)]
    [TestCase(1L, false)]
    [TestCase(0L, true)]
    public void ChannelsHaveScalesOfTheirOwn(long axis, bool composed)
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        var input = randn(4, 4, 3, 3).requires_grad_();
        var (scale, zeroPoint) = (tensor(new[] { 0.01f, 0.02f, 0.5f, 0.003f }), tensor(new[] { 0, 3, -5, 0 }, ScalarType.Int32));
        var output = composed
            ? FakeQuantize.Composed(input, scale.view(4, 1, 1, 1), zeroPoint.view(4, 1, 1, 1), -127, 127)
            : FakeQuantize.PerChannel(input, scale, zeroPoint, axis, -127, 127);
        output.sum().backward();
        var (scales, zeroPoints) = (scale.data<float>().ToArray(), zeroPoint.data<int>().ToArray());
        AssertValues(
            input,
            output,
            i =>
            {
                var channel = axis == 0 ? i / 36 : i / 9 % 4;
                return (scales[channel], zeroPoints[channel]);
            },
            -127,
            127);
    }

    private static void AssertValues(Tensor input, Tensor output, Func<int, (float Scale, int ZeroPoint)> at, int min, int max)
    {
        float[] x = Values(input.detach()), y = Values(output.detach()), gradient = Values(input.grad!);
        var (checkedValues, clipped) = (0, 0);
        for (var i = 0; i < x.Length; i++)
        {
            var (scale, zeroPoint) = at(i);
            var exact = x[i] / (double)scale;
            if (Math.Abs(Math.Abs(exact - Math.Truncate(exact)) - 0.5) < Tie)
            {
                continue;
            }

            var integer = Math.Round(exact, MidpointRounding.ToEven) + zeroPoint;
            var inside = integer >= min && integer <= max;
            checkedValues++;
            clipped += inside ? 0 : 1;
            Assert.That(y[i], Is.EqualTo((float)((Math.Clamp(integer, min, max) - zeroPoint) * scale)).Within(1).Ulps, $"value {i}: {x[i]:R}");
            Assert.That(gradient[i], Is.EqualTo(inside ? 1 : 0), $"gradient {i}: {x[i]:R}");
        }

        Assert.That(checkedValues, Is.GreaterThan(x.Length * 0.9));
        Assert.That(clipped, Is.GreaterThan(0), "nothing was clipped: the test says nothing about it");
    }

    private static float[] Values(Tensor tensor)
    {
        using var plain = tensor.contiguous();
        return plain.data<float>().ToArray();
    }
}
