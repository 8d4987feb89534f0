using EdgeKd.Distillation.Quantization;
using EdgeKd.Models;
using EdgeKd.Reparameterization;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests.Quantization;

[TestFixture]
[NonParallelizable]
public class FakeQuantizedNetworkTests
{
    private static readonly string[] Networks =
    [
        "resnet8", "resnet18", "resnet50-cifar", "wrn_16_1", "vgg8", "shufflenetv1", "shufflenetv2", "mobilenetv1", "mobilenetv2",
        "mobilenetv2-half", "mobilenetv2-tiny", "mobilenetv3-small", "mobileone-s0", "mobileone-s4",
    ];

    [TestCaseSource(nameof(Networks))]
    public void OffItIsTheFoldedNetworkAndOnItTrainsEveryWeight(string name)
    {
        using var scope = NewDisposeScope();
        using var network = Settled(name);
        using var folded = Reparameterizer.Fuse(network);
        using var quantized = new FakeQuantizedNetwork(network);
        var images = rand(4, 3, 8, 8);
        folded.eval();
        quantized.eval();
        using (no_grad())
        {
            var expected = folded.forward(images);
            var tolerance = 1e-5 * TensorAssert.LargestMagnitude(expected);
        TensorAssert.Close(quantized.forward(images), expected, tolerance, "off");
            quantized.Calibrate([images]);
            Assert.That(TensorAssert.LargestDifference(quantized.forward(images), expected), Is.GreaterThan(tolerance), "on");
            quantized.Quantizes = false;
            TensorAssert.Close(quantized.forward(images), expected, tolerance, "off again");
        }

        quantized.Quantizes = true;
        quantized.train();
        quantized.forward(images).square().sum().backward();
        foreach (var (path, parameter) in quantized.named_parameters().Where(p => p.name.EndsWith("weight", StringComparison.Ordinal)))
        {
            Assert.That(parameter.grad, Is.Not.Null, path);
            Assert.That(TensorAssert.LargestMagnitude(parameter.grad!), Is.GreaterThan(0).And.LessThan(double.PositiveInfinity), path);
        }
    }

    [Test]
    public void OneLayerEqualsIntegerArithmetic()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(3);
        using var network = new ToyNetwork(5);
        network.eval();
        using var quantized = new FakeQuantizedNetwork(network);
        var images = randn(3, 3, 6, 6);
        quantized.Calibrate([images]);
        var ranges = quantized.Ranges;
        Assert.That(ranges.Keys, Is.EqualTo(new[] { "input", "relu", "pool" }));
        Tensor? seen = null;
        quantized.Stages.Single(stage => stage.Name == "relu").Module.register_forward_hook((_, _, output) =>
        {
            seen = output.clone().DetachFromDisposeScope();
            return output;
        });
        using var noGradient = no_grad();
        quantized.eval();
        quantized.call(images);

        // The folded convolution in integers, one output at a time; the bias alone is float.
        using var folded = Reparameterizer.Fuse(network);
        var conv = (Conv2d)folded.Stages[0].Module;
        var (x, inputScale, inputZero) = Integers(images, ranges["input"]);
        var (weight, bias) = (conv.weight!.contiguous().data<float>().ToArray(), conv.bias!.data<float>().ToArray());
        var (outputScale, _) = Grid(ranges["relu"]);
        var actual = seen!.contiguous().data<float>().ToArray();
        var wrong = 0;
        for (var n = 0; n < 3; n++)
        {
            for (var c = 0; c < 8; c++)
            {
                var kernel = weight[(c * 27)..((c + 1) * 27)];
                var weightScale = kernel.Max(MathF.Abs) / 127;
                for (var row = 0; row < 6; row++)
                {
                    for (var column = 0; column < 6; column++)
                    {
                        var sum = 0L;
                        for (var k = 0; k < 27; k++)
                        {
                            var (i, dy, dx) = (k / 9, (k / 3 % 3) - 1, (k % 3) - 1);
                            if (row + dy is >= 0 and < 6 && column + dx is >= 0 and < 6)
                            {
                                var integer = (long)Math.Round(kernel[k] / weightScale, MidpointRounding.ToEven);
                                sum += integer * (x[(((n * 3) + i) * 36) + ((row + dy) * 6) + column + dx] - inputZero);
                            }
                        }

                        var real = (sum * (double)inputScale * weightScale) + bias[c];
                        var step = Math.Clamp(Math.Round(real / outputScale, MidpointRounding.ToEven), 0, 255);
                        var at = (((n * 8) + c) * 36) + (row * 6) + column;
                        Assert.That(actual[at], Is.EqualTo(step * outputScale).Within(1.01 * outputScale), $"{n},{c},{row},{column}");
                        wrong += Math.Abs(actual[at] - (step * outputScale)) > 0.01 * outputScale ? 1 : 0;
                    }
                }
            }
        }

        seen.Dispose();
        Assert.That(wrong, Is.LessThanOrEqualTo(2), "values on the other side of a tie");
    }

    [TestCase("mobilenetv2", "features.2.conv.2", true, Description = "a projection, linear")]
    [TestCase("mobilenetv2", "features.3", true, Description = "a residual sum")]
    [TestCase("mobilenetv2", "features.2", false, Description = "no sum")]
    [TestCase("mobilenetv2", "features.2.conv.0.2", true, Description = "a ReLU6")]
    [TestCase("mobilenetv2", "features.2.conv.0.0", false, Description = "a convolution before one")]
    [TestCase("mobilenetv2", "classifier.1", false, Description = "the logits")]
    [TestCase("mobilenetv3-small", "features.1.block.1", true, Description = "squeeze-and-excite's product")]
    [TestCase("mobilenetv3-small", "features.0.0", true, Description = "a convolution before a hard swish")]
    [TestCase("mobilenetv3-small", "features.0.2", true, Description = "a hard swish")]
    [TestCase("resnet8", "layer1.0.conv2", true, Description = "what is added")]
    [TestCase("resnet8", "layer1.0.relu2", true, Description = "the sum behind its ReLU")]
    [TestCase("resnet8", "layer1.0", false)]
    [TestCase("shufflenetv2", "layer1.1", true, Description = "a concatenation")]
    [TestCase("shufflenetv2", "layer1.1.shuffle", false, Description = "moves values alone")]
    [TestCase("shufflenetv1", "layer1.0.pool", true, Description = "average pooling")]
    [TestCase("vgg8", "pool0", false, Description = "max pooling")]
    public void ActivationsAreRoundedBehindEveryOperator(string name, string path, bool isPoint)
    {
        random.manual_seed(1);
        using var network = ModelZoo.Create(name, new ModelOptions { Classes = 3 });
        using var quantized = new FakeQuantizedNetwork(network);
        Assert.That(quantized.Ranges.ContainsKey(path), Is.EqualTo(isPoint), string.Join(' ', quantized.Ranges.Keys));
    }

    [Test]
    public void GivenRangesAreChecked()
    {
        using var network = new ToyNetwork(5);
        using var quantized = new FakeQuantizedNetwork(network);
        Assert.That(() => quantized.Quantizes = true, Throws.InvalidOperationException);
        var full = quantized.Ranges.ToDictionary(range => range.Key, _ => new QuantizationRange(0, 2));
        Assert.That(() => quantized.SetRanges(full.Where(range => range.Key != "pool").ToDictionary()), Throws.ArgumentException.With.Message.Contains("'pool'"));
        Assert.That(() => quantized.SetRanges(new Dictionary<string, QuantizationRange>(full) { ["poool"] = default }), Throws.ArgumentException.With.Message.Contains("'pool'"));
        Assert.That(() => quantized.SetRanges(new Dictionary<string, QuantizationRange>(full) { ["relu"] = new(2, 1) }), Throws.ArgumentException.With.Message.Contains("'relu'"));
        Assert.That(() => quantized.SetRanges(new Dictionary<string, QuantizationRange>(full) { ["relu"] = new(0, float.NaN) }), Throws.ArgumentException);
        quantized.SetRanges(full);
        Assert.That(quantized.Quantizes, Is.True);
        Assert.That(quantized.Ranges, Is.EqualTo(full));
        Assert.That(() => quantized.Calibrate([]), Throws.ArgumentException);
    }

    [TestCase(1, 8, 0.01)]
    [TestCase(9, 8, 0.01)]
    [TestCase(8, 1, 0.01)]
    [TestCase(8, 9, 0.01)]
    [TestCase(8, 8, 0)]
    [TestCase(8, 8, 1.01)]
    public void SettingsOutOfRangeAreRefused(int weightBits, int activationBits, double momentum)
    {
        using var network = new ToyNetwork(5);
        var options = new FakeQuantizationOptions { WeightBits = weightBits, ActivationBits = activationBits, RangeMomentum = momentum };
        Assert.That(() => new FakeQuantizedNetwork(network, options), Throws.ArgumentException);
    }

    [Test]
    public void SevenBitWeightsTakeAtMost127Values()
    {
        using var scope = NewDisposeScope();
        using var layer = new FakeQuantizedLayer(nn.Linear(400, 1, hasBias: false), null, weightBits: 7) { RoundsWeights = true };
        var seen = layer.call(eye(400)).flatten().data<float>().ToArray();
        var step = seen.Max(MathF.Abs) / 63;
        Assert.That(seen.Select(value => Math.Abs((value / step) - MathF.Round(value / step))).Max(), Is.LessThan(1e-3));
        Assert.That(seen.Distinct().Count(), Is.InRange(60, 127));
    }

    [Test]
    public void ARebuiltNetworkKeepsTheRanges()
    {
        using var scope = NewDisposeScope();
        using var network = new ToyNetwork(5);
        using var quantized = new FakeQuantizedNetwork(network);
        var images = rand(2, 3, 6, 6);
        quantized.Calibrate([images]);
        var rebuilt = quantized.Rebuild(leaf => leaf);
        quantized.eval();
        rebuilt.eval();
        using var noGradient = no_grad();
        Assert.That(rebuilt.Ranges, Is.EqualTo(quantized.Ranges));
        TensorAssert.Close(rebuilt.call(images), quantized.call(images), 0);
    }

    /// <summary>A network whose normalisations have seen images, so that folding them changes something.</summary>
    private static ImageClassifier Settled(string name)
    {
        random.manual_seed(1);
        var network = ModelZoo.Create(name, new ModelOptions { Classes = 3 });
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        foreach (var norm in network.modules().OfType<BatchNorm>())
        {
            norm.momentum = 0.3;
        }

        network.train();
        for (var i = 0; i < 3; i++)
        {
            network.call(randn(8, 3, 8, 8));
        }

        network.eval();
        return network;
    }

    private static (float Scale, int ZeroPoint) Grid(QuantizationRange range)
    {
        var (low, high) = (Math.Min(range.Min, 0), Math.Max(range.Max, 0));
        var scale = (high - low) / 255;
        return (scale, (int)MathF.Round(-low / scale, MidpointRounding.ToEven));
    }

    private static (int[] Values, float Scale, int ZeroPoint) Integers(Tensor tensor, QuantizationRange range)
    {
        var (scale, zeroPoint) = Grid(range);
        return (
            [.. tensor.contiguous().data<float>().Select(x => Math.Clamp((int)MathF.Round(x / scale, MidpointRounding.ToEven) + zeroPoint, 0, 255))],
            scale,
            zeroPoint);
    }
}
