using EdgeKd.Distillation.Quantization;
using EdgeKd.Edge;
using EdgeKd.Models;
using EdgeKd.Models.Blocks;
using EdgeKd.Onnx;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Pipeline.Tests.Quantizing;

/// <summary>What a network is tuned with is what its INT8 model computes: the points, the ranges and the integers.</summary>
[TestFixture, NonParallelizable]
public class FakeQuantizationTests
{
    private const int Classes = 10, Size = 32, Count = 8, Width = 16;

    // The comparison is with exact integers.
    private static readonly int WeightBits = CpuInfo.SaturatesInt8 ? 7 : 8;

    [TestCase("resnet8"), TestCase("resnet18"), TestCase("resnet50-cifar"), TestCase("wrn_16_1"), TestCase("vgg8"), TestCase("shufflenetv1"), TestCase("shufflenetv2")]
    [TestCase("mobilenetv1"), TestCase("mobilenetv2"), TestCase("mobilenetv2-half"), TestCase("mobilenetv2-tiny"), TestCase("mobilenetv3-small"), TestCase("mobilenetv3-large")]
    [TestCase("mobileone-s0"), TestCase("mobileone-s4")]
    public void The_points_of_a_network_are_the_tensors_that_the_quantizer_needs(string name)
    {
        using var scope = NewDisposeScope();
        using var network = new FakeQuantizedNetwork(ModelZoo.Create(name, new ModelOptions { Classes = Classes }));
        var tensors = QuantizableTensors.Of(Prepared(network)).Select(tensor => PointOf(tensor, network));
        Assert.That(tensors, Is.EquivalentTo(network.Ranges.Keys));
    }

    // A sum that falls on the other side of a tie moves a whole step, and more do so in each layer behind it: a few layers compare, many do not.
    [TestCaseSource(nameof(Blocks))]
    public void A_block_gives_the_integer_kernels_logits(Func<nn.Module<Tensor, Tensor>> block)
    {
        random.manual_seed(1);
        var (error, rounding) = Differences(new BlockNetwork(block()));
        Assert.That(rounding, Is.GreaterThan(1e-4), "rounding changes nothing: the test says nothing");
        Assert.That(error, Is.LessThan(0.25 * rounding));
    }

    private static IEnumerable<TestCaseData> Blocks()
    {
        TestCaseData Case(string name, Func<nn.Module<Tensor, Tensor>> block) => new TestCaseData(block).SetArgDisplayNames(name);
        yield return Case("convolution", () => new ConvBnAct(Width, Width, 3, activation: nn.ReLU()));
        yield return Case("linear convolution", () => new ConvBnAct(Width, Width, 3));
        yield return Case("depthwise separable", () => new DepthwiseSeparable(Width, Width, 1));
        yield return Case("inverted residual", () => new InvertedResidual(Width, Width, 1, 2));
        yield return Case("squeeze and excite", () => new SqueezeExcite(Width, 8, nn.Sigmoid()));
        yield return Case("residual of two", () => new BasicBlock(Width, Width, 1));
        yield return Case("pre-activation", () => new PreActivationBlock(Width, Width, 1));
        yield return Case("shuffled halves", () => new ShuffleNetV2Unit(Width));
        yield return Case("pooling", () => nn.AvgPool2d(2));
    }

    /// <summary>Mean |INT8 model − fake-quantized network|, and mean |INT8 model − float network|.</summary>
    private static (double Error, double Rounding) Differences(ImageClassifier network)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(2);
        Settle(network);
        using var quantized = new FakeQuantizedNetwork(network, new FakeQuantizationOptions { WeightBits = WeightBits });
        var images = randn(Count, 3, Size, Size);
        quantized.Calibrate([images]);
        quantized.eval();
        using var noGradient = no_grad();
        var rounded = quantized.forward(images);
        quantized.Quantizes = false;
        var unrounded = quantized.forward(images);

        var prepared = Prepared(quantized);
        var ranges = QuantizableTensors.Of(prepared).ToDictionary(tensor => tensor, tensor =>
        {
            var (min, max) = quantized.Ranges[PointOf(tensor, quantized)];
            return new ActivationRange(min, max);
        });
        using var folder = new TemporaryFolder();
        OnnxFile.Save(QdqQuantizer.Quantize(prepared, new QuantizationOptions { Ranges = ranges, WeightBits = WeightBits }), folder.File("int8.onnx"));
        using var model = OnnxClassifier.Open(folder.File("int8.onnx"));
        var answers = tensor(model.Run(images.contiguous().data<float>().ToArray(), Count), [Count, Classes]);
        return ((answers - rounded).abs().mean().ToDouble(), (answers - unrounded).abs().mean().ToDouble());
    }

    private static ModelProto Prepared(FakeQuantizedNetwork network)
    {
        using var plain = network.Extract();
        return GraphPreparation.Prepare(OnnxExporter.Export(plain, new ExportOptions { Height = Size, Width = Size }));
    }

    // A tensor is called after the module that gives it; a sum, product or concatenation has a word of its own behind its block.
    private static string PointOf(string tensor, FakeQuantizedNetwork network)
    {
        const string Output = ".output";
        if (!tensor.EndsWith(Output, StringComparison.Ordinal))
            return tensor;
        var path = tensor[..^Output.Length];
        return network.Ranges.ContainsKey(path) ? path : path[..path.LastIndexOf('.')];
    }

    private static void Settle(ImageClassifier network)
    {
        using var noGradient = no_grad();
        foreach (var norm in network.modules().OfType<BatchNorm>())
            norm.momentum = 0.3;
        network.train();
        for (var i = 0; i < 3; i++)
            network.call(randn(Count, 3, Size, Size)).Dispose();
        network.eval();
    }

    /// <summary>A stem, a block and a classifier.</summary>
    private sealed class BlockNetwork : ImageClassifier
    {
        public BlockNetwork(nn.Module<Tensor, Tensor> block)
            : this(
            [
                new("stem", new ConvBnAct(3, Width, 3, activation: nn.ReLU())),
                new("block", block),
                new("pool", nn.AdaptiveAvgPool2d(1)),
                new("flatten", nn.Flatten()),
                new("fc", nn.Linear(Width, Classes)),
            ])
        {
        }

        private BlockNetwork(IReadOnlyList<Stage> stages)
            : base("block", Classes)
        {
            Stages = stages;
            foreach (var stage in stages)
                register_module(stage.Name, stage.Module);
        }

        public override IReadOnlyList<Stage> Stages { get; }

        public override BlockNetwork Rebuild(Func<nn.Module<Tensor, Tensor>, nn.Module<Tensor, Tensor>> layer) =>
            new([.. Stages.Select(stage => stage with { Module = stage.Module.Rebuild(layer) })]);
    }
}
