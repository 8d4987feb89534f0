using EdgeKd.Models;
using EdgeKd.Models.Blocks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Reparameterization.Tests.Fusion;

[TestFixture]
[NonParallelizable]
public class BatchNormFusionTests
{
    [TestCase("fold_dense")]
    [TestCase("fold_dense_bias")]
    [TestCase("fold_depthwise")]
    [TestCase("fold_grouped")]
    [TestCase("fold_pointwise")]
    public void ReferenceVectorsAreMet(string name)
    {
        using var scope = NewDisposeScope();
        using var vectors = Safetensors.Load(Path.Combine(TestContext.CurrentContext.TestDirectory, "Vectors", "fold.safetensors"));
        Tensor Of(string part) => vectors.Tensors[$"{name}/{part}"];
        vectors.Tensors.TryGetValue($"{name}/bias", out var bias);

        var fused = BatchNormFusion.Fuse(Of("weight"), bias, Of("bn/mean"), Of("bn/var"), Of("bn/gamma"), Of("bn/beta"), Of("bn/eps").item<double>());
        AssertClose(fused.Weight, Of("merged_weight"), 1e-12);
        AssertClose(fused.Bias, Of("merged_bias"), 1e-12);

        var layout = Of("stride_padding_groups").data<long>().ToArray();
        var output = nn.functional.conv2d(Of("x"), fused.Weight, fused.Bias, strides: [layout[0], layout[0]], padding: [layout[1], layout[1]], groups: layout[2]);
        AssertClose(output, Of("explicit"), 1e-12);
    }

    [TestCase(3, 8, 3, 1, 1, false)]
    [TestCase(8, 8, 3, 2, 8, false)]
    [TestCase(8, 6, 1, 1, 2, true)]
    [TestCase(4, 1, 5, 1, 1, true)]
    public void AFusedConvolutionComputesWhatTheTwoLayersDo(long input, long output, long kernel, long stride, long groups, bool bias)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        manual_seed(3);
        using var conv = nn.Conv2d(input, output, kernel, stride: stride, padding: kernel / 2, groups: groups, bias: bias, dtype: ScalarType.Float64);
        using var norm = nn.BatchNorm2d(output, dtype: ScalarType.Float64);
        Randomise(norm.running_mean!, norm.running_var!, norm.weight!, norm.bias!);
        norm.eval();
        var x = randn([2, input, 9, 9], dtype: ScalarType.Float64);
        var fused = BatchNormFusion.Fuse(conv, norm);
        var actual = nn.functional.conv2d(x, fused.Weight, fused.Bias, strides: [stride, stride], padding: [kernel / 2, kernel / 2], groups: groups);
        AssertClose(actual, norm.call(conv.call(x)), 1e-12);
    }

    [Test]
    public void AFusedLinearLayerComputesWhatTheTwoLayersDo([Values] bool bias)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var linear = nn.Linear(7, 5, hasBias: bias, dtype: ScalarType.Float64);
        using var norm = nn.BatchNorm1d(5, dtype: ScalarType.Float64);
        Randomise(norm.running_mean!, norm.running_var!, norm.weight!, norm.bias!);
        norm.eval();
        var x = randn([4, 7], dtype: ScalarType.Float64);
        var fused = BatchNormFusion.Fuse(linear, norm);
        AssertClose(nn.functional.linear(x, fused.Weight, fused.Bias), norm.call(linear.call(x)), 1e-12);
    }

    [Test]
    public void EveryBlockOfAWholeNetworkCanBeFolded()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var model = ModelZoo.Create("mobilenetv2", new ModelOptions { Classes = 4, Width = 0.25 });
        foreach (var norm in model.modules().OfType<BatchNorm2d>())
        {
            Randomise(norm.running_mean!, norm.running_var!, norm.weight!, norm.bias!);
        }

        model.eval();
        var images = rand([2, 3, 32, 32]);
        var expected = model.call(images);
        var actual = model.Stages.Aggregate(images, (x, stage) => Folded(stage.Module, x));
        var largest = expected.abs().max().item<float>();
        AssertClose(actual / largest, expected / largest, 1e-4);

        static Tensor Folded(nn.Module<Tensor, Tensor> module, Tensor x)
        {
            switch (module)
            {
                case ConvBnAct block:
                    var conv = (Conv2d)block.Conv;
                    var fused = BatchNormFusion.Fuse(conv, (BatchNorm2d)block.Norm);
                    var y = nn.functional.conv2d(x, fused.Weight, fused.Bias, strides: conv.stride, padding: conv.padding, groups: conv.groups);
                    return block.Activation is null ? y : block.Activation.call(y);
                case InvertedResidual block:
                    var inner = block.Expand is null ? x : Folded(block.Expand, x);
                    var projected = Folded(block.Project, Folded(block.Depthwise, inner));
                    return block.HasShortcut ? projected + x : projected;
                default:
                    return module.call(x);
            }
        }
    }

    [Test]
    public void MissingPartsCountAsOneAndZero()
    {
        using var scope = NewDisposeScope();
        var weight = randn([2, 3], dtype: ScalarType.Float64);
        var fused = BatchNormFusion.Fuse(weight, null, zeros(2), ones(2), null, null, 0);
        AssertClose(fused.Weight, weight, 0);
        AssertClose(fused.Bias, zeros([2], dtype: ScalarType.Float64), 0);
    }

    [Test]
    public void TheResultHasTheTypeOfTheLayerAndIsRoundedOnce()
    {
        using var scope = NewDisposeScope();
        using var conv = nn.Conv2d(3, 4, 3, bias: false);
        using var norm = nn.BatchNorm2d(4);
        Randomise(norm.running_mean!, norm.running_var!, norm.weight!, norm.bias!);
        var fused = BatchNormFusion.Fuse(conv, norm);
        Assert.That(fused.Weight.dtype, Is.EqualTo(ScalarType.Float32));
        Assert.That(fused.Weight.requires_grad, Is.False);
        Tensor Double(Tensor t) => t.detach().to(ScalarType.Float64);
        var t = Double(norm.weight!) / (Double(norm.running_var!) + norm.eps).sqrt();
        AssertClose(fused.Weight, (Double(conv.weight!) * t.reshape(4, 1, 1, 1)).to(ScalarType.Float32), 1e-7);
    }

    [Test]
    public void MissingStatisticsAndForeignChannelsAreRefused()
    {
        using var scope = NewDisposeScope();
        using var conv = nn.Conv2d(3, 4, 3);
        using var without = nn.BatchNorm2d(4, track_running_stats: false);
        using var other = nn.BatchNorm2d(5);
        Assert.That(() => BatchNormFusion.Fuse(conv, without), Throws.ArgumentException.With.Message.Contains("running statistics"));
        Assert.That(() => BatchNormFusion.Fuse(conv, other), Throws.ArgumentException.With.Message.Contains("5 channels"));
    }

    private static void Randomise(Tensor mean, Tensor variance, Tensor gamma, Tensor beta)
    {
        using var noGradient = no_grad();
        nn.init.normal_(mean, 0, 0.5);
        nn.init.uniform_(variance, 0.3, 2);
        nn.init.uniform_(gamma, -1.5, 1.5);
        nn.init.normal_(beta, 0, 0.5);
    }

    private static void AssertClose(Tensor actual, Tensor expected, double tolerance)
    {
        Assert.That(actual.shape, Is.EqualTo(expected.shape));
        Assert.That((actual - expected).abs().max().to(ScalarType.Float64).item<double>(), Is.LessThanOrEqualTo(tolerance));
    }
}
