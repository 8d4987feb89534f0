using EdgeKd.Models.Blocks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Models.Tests.Blocks;

[TestFixture]
[NonParallelizable]
public class BranchedBlockTests
{
    [Test]
    public void RepVggHasTheAuthorsNamesAndShapes()
    {
        using var block = new RepVggBlock(6, 6, groups: 2);
        Assert.That(Shapes(block), Is.EqualTo((string[])
        [
            "rbr_dense.conv.weight 6×3×3×3", .. Norm("rbr_dense.bn", 6),
            "rbr_1x1.conv.weight 6×3×1×1", .. Norm("rbr_1x1.bn", 6),
            .. Norm("rbr_identity", 6),
        ]));
        using var strided = new RepVggBlock(6, 6, stride: 2);
        using var widening = new RepVggBlock(6, 8);
        Assert.That(Shapes(strided).Concat(Shapes(widening)).Any(name => name.Contains("identity")), Is.False);
    }

    [Test]
    public void MobileOneHasTheAuthorsNamesAndShapes()
    {
        using var depthwise = new MobileOneBlock(32, 32, 3, groups: 32, branches: 2, squeezeExcite: true);
        Assert.That(Shapes(depthwise), Is.EqualTo((string[])
        [
            "se.reduce.weight 2×32×1×1", "se.reduce.bias 2", "se.expand.weight 32×2×1×1", "se.expand.bias 32",
            .. Norm("rbr_skip", 32),
            "rbr_conv.0.conv.weight 32×1×3×3", .. Norm("rbr_conv.0.bn", 32),
            "rbr_conv.1.conv.weight 32×1×3×3", .. Norm("rbr_conv.1.bn", 32),
            "rbr_scale.conv.weight 32×1×1×1", .. Norm("rbr_scale.bn", 32),
        ]));
        using var pointwise = new MobileOneBlock(32, 16, 1, branches: 1);
        Assert.That(Shapes(pointwise), Is.EqualTo((string[])["rbr_conv.0.conv.weight 16×32×1×1", .. Norm("rbr_conv.0.bn", 16)]));
        Assert.That(() => new MobileOneBlock(4, 4, 3, branches: 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void ABlockActivatesTheSumOfItsBranches([Values] bool training)
    {
        using var scope = NewDisposeScope();
        using var block = new MobileOneBlock(4, 4, 3, groups: 4, branches: 2);
        block.train(training);
        var x = randn([2, 4, 6, 6], requires_grad: true);
        var branches = ((BranchedConvolution)block.Convolution).Branches;
        var expected = branches.Select(branch => branch.Norm.call(branch.Convolution is null ? x : branch.Convolution.call(x)))
            .Aggregate((sum, map) => sum + map).relu();
        var actual = block.call(x);
        Assert.That((actual - expected).abs().max().item<float>(), Is.InRange(0, 1e-5));

        // In place or not, gradients reach every branch.
        Tensor[] leaves = [x, .. block.parameters()];
        var weigh = randn(2, 4, 6, 6);
        var gradients = autograd.grad([(actual * weigh).sum()], leaves);
        var explicitly = autograd.grad([(expected * weigh).sum()], leaves);
        Assert.That(gradients.Zip(explicitly, (a, e) => (a - e).abs().max().item<float>()).Max(), Is.InRange(0, 1e-3));
    }

    [Test]
    public void RebuildingReplacesTheBranchesAsOneLayer()
    {
        using var block = new MobileOneBlock(4, 4, 3, groups: 4, branches: 2, squeezeExcite: true);
        List<string> layers = [];
        using var rebuilt = block.Rebuild(layer =>
        {
            layers.Add(layer.GetName());
            return layer is BranchedConvolution ? nn.Conv2d(4, 4, 3, padding: 1, groups: 4) : layer;
        });
        Assert.That(layers, Is.EqualTo(new[] { "BranchedConvolution", "AdaptiveAvgPool2d", "Conv2d", "ReLU", "Conv2d", "Sigmoid", "ReLU" }));
        Assert.That(Shapes(rebuilt).TakeLast(2), Is.EqualTo(new[] { "reparam_conv.weight 4×1×3×3", "reparam_conv.bias 4" }));
        Assert.That(Shapes(rebuilt).Any(name => name.StartsWith("rbr")), Is.False);
    }

    private static readonly TestCaseData[] Unfit =
    [
        new TestCaseData((ConvolutionBranch[])[Branch(4, 1), new("b", null, nn.BatchNorm2d(4))], "'b' does not give").SetName("shortcut to other channels"),
        new TestCaseData((ConvolutionBranch[])[Branch(3, 2), new("b", null, nn.BatchNorm2d(3))], "'b' does not give").SetName("shortcut with stride"),
        new TestCaseData((ConvolutionBranch[])[Branch(4, 1), Branch(4, 2)], "'4 2' does not give").SetName("other stride"),
        new TestCaseData((ConvolutionBranch[])[new("b", nn.Conv2d(3, 4, 3, padding: 1), nn.BatchNorm2d(3))], "'b' does not give").SetName("norm of other channels"),
        new TestCaseData((ConvolutionBranch[])[new("b", nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4))], "'b' cannot be merged").SetName("no padding"),
        new TestCaseData((ConvolutionBranch[])[new("b", nn.Conv2d(3, 4, 2, padding: 1), nn.BatchNorm2d(4))], "'b' cannot be merged").SetName("even kernel"),
        new TestCaseData((ConvolutionBranch[])[new("b", nn.Conv2d(3, 4, 3, padding: 1, dilation: 2), nn.BatchNorm2d(4))], "'b' cannot be merged").SetName("dilation"),
        new TestCaseData((ConvolutionBranch[])[new("b", null, nn.BatchNorm2d(4))], "at least one convolution").SetName("shortcut alone"),
    ];

    [TestCaseSource(nameof(Unfit))]
    public void BranchesThatCannotBeAddedOrMergedAreRefused(ConvolutionBranch[] branches, string message) =>
        Assert.That(() => new BranchedConvolution(branches), Throws.ArgumentException.With.Message.Contains(message));

    private static ConvolutionBranch Branch(long outputs, long stride) =>
        new($"{outputs} {stride}", nn.Conv2d(3, outputs, 3, stride: stride, padding: 1), nn.BatchNorm2d(outputs));

    private static string[] Norm(string name, long channels) =>
    [
        $"{name}.weight {channels}", $"{name}.bias {channels}",
        $"{name}.running_mean {channels}", $"{name}.running_var {channels}", $"{name}.num_batches_tracked ",
    ];

    private static IEnumerable<string> Shapes(nn.Module module) =>
        StateDictionary.Of(module).Select(entry => $"{entry.Key} {string.Join('×', entry.Value.shape)}");
}
