using EdgeKd.Models.Blocks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Reparameterization.Tests.Fusion;

/// <summary>Every fusion of gpd_fusion: the branches computed by layers, and the one convolution that the rules make of them.</summary>
/// <remarks>The six-branch cases are in <see cref="Branches.BranchVectorTests"/>.</remarks>
[TestFixture]
[NonParallelizable]
[Category("Vectors")]
public class FusionVectorTests
{
    private static readonly Dictionary<string, Func<FusionCase, (Tensor Explicit, FusedConvolution Merged)>> Cases = new()
    {
        ["fold_dense"] = Fold,
        ["fold_dense_bias"] = Fold,
        ["fold_depthwise"] = Fold,
        ["fold_grouped"] = Fold,
        ["fold_pointwise"] = Fold,
        ["dense_branches"] = c => Branched(c, c.Branch("k3"), c.Branch("k1"), c.Shortcut("id")),
        ["asymmetric_branches"] = c => Branched(c, c.Branch("k3"), c.Branch("k1x3"), c.Branch("k3x1")),
        ["depthwise_branches"] = c => WithMean(c, Branched(c, c.Branch("k3"), c.Branch("k1"), c.Shortcut("id"))),
        ["depthwise_branches_s2"] = c => WithMean(c, Branched(c, c.Branch("k3"), c.Branch("k1"))),
        ["avg_bn"] = c => (c.Norm("bn").call(c.Mean(c.X)), BatchNormFusion.Fuse(c.MeanKernel(), null, c.Norm("bn"))),
        ["conv1x1_bn_avg_bn"] = PointwiseThenMean,
        ["seq_k3"] = Sequence,
        ["seq_k3_s2"] = Sequence,
        ["seq_k5_grouped"] = Sequence,
    };

    private static readonly string[] Names = [.. Cases.Keys];

    [TestCaseSource(nameof(Names))]
    public void BranchesAndMergedConvolutionAgreeInFloat64(string name) => AssertAgreement(name, ScalarType.Float64, 1e-12);

    [TestCaseSource(nameof(Names))]
    public void BranchesAndMergedConvolutionAgreeInFloat32(string name) => AssertAgreement(name, ScalarType.Float32, 1e-4);

    [TestCase("seq_k3")]
    [TestCase("seq_k3_s2")]
    [TestCase("seq_k5_grouped")]
    public void ZeroPaddingBetweenTwoConvolutionsIsAnotherFunction(string name)
    {
        using var scope = NewDisposeScope();
        using var vectors = ReferenceVectors.Open("gpd_fusion.safetensors");
        var c = new FusionCase(vectors, name, ScalarType.Float64);
        var wrong = ExplicitSequence.PaddedWithZeros(c.X, c.Pair("first"), c.Pair("second"), c.Stride, c.Groups);
        TensorAssert.Close(wrong, vectors[$"{name}/zero_padded_wrong"], 1e-12);
        Assert.That(TensorAssert.LargestDifference(wrong, vectors[$"{name}/explicit"]), Is.GreaterThan(0.1));
    }

    [Test]
    public void EveryCaseOfTheFileIsTried()
    {
        using var vectors = ReferenceVectors.Open("gpd_fusion.safetensors");
        var cases = vectors.Names.Select(name => name.Split('/')[0]).Where(name => vectors.Has($"{name}/explicit")).Distinct();
        Assert.That(Names.Concat(Branches.BranchVectorTests.Cases), Is.EquivalentTo(cases));
    }

    private static void AssertAgreement(string name, ScalarType type, double tolerance)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var vectors = ReferenceVectors.Open("gpd_fusion.safetensors");
        var c = new FusionCase(vectors, name, type);
        var (explicitly, merged) = Cases[name](c);
        TensorAssert.Close(explicitly, vectors[$"{name}/explicit"], tolerance, "the branches");
        TensorAssert.Close(merged.Weight, vectors[$"{name}/merged_weight"], tolerance, "the kernel");
        TensorAssert.Close(merged.Bias, vectors[$"{name}/merged_bias"], tolerance, "the bias");
        var output = nn.functional.conv2d(
            c.X, merged.Weight, merged.Bias, strides: [c.Stride, c.Stride], padding: [c.Padding, c.Padding], groups: c.Groups);
        TensorAssert.Close(output, vectors[$"{name}/merged_output"], tolerance, "the merged convolution");
    }

    private static (Tensor, FusedConvolution) Fold(FusionCase c)
    {
        var (conv, norm) = (c.Convolution("weight", c.Optional("bias")), c.Norm("bn"));
        return (norm.call(conv.call(c.X)), BatchNormFusion.Fuse(conv, norm));
    }

    private static (Tensor, FusedConvolution) Branched(FusionCase c, params ConvolutionBranch[] branches)
    {
        var branched = new BranchedConvolution(branches);
        branched.eval();
        return (branched.call(c.X), BranchedConvolutionFusion.Fuse(branched));
    }

    private static (Tensor, FusedConvolution) WithMean(FusionCase c, (Tensor Explicit, FusedConvolution Merged) others)
    {
        var norm = c.Norm("bn_avg");
        return (
            others.Explicit + norm.call(c.Mean(c.X)),
            ParallelBranches.Fuse(others.Merged, BatchNormFusion.Fuse(c.MeanKernel(), null, norm)));
    }

    private static (Tensor, FusedConvolution) PointwiseThenMean(FusionCase c)
    {
        var (pointwise, norm1, norm2) = (c.Of("pointwise"), c.Norm("bn1"), c.Norm("bn2"));
        var first = BatchNormFusion.Fuse(pointwise, null, norm1);
        var map = ExplicitSequence.Pad(norm1.call(nn.functional.conv2d(c.X, pointwise)), first.Bias, c.Padding);
        return (
            norm2.call(nn.functional.avg_pool2d(map, kernel_size: 3, stride: c.Stride)),
            SequentialFusion.PointwiseFirst(first, BatchNormFusion.Fuse(c.MeanKernel(), null, norm2), c.Groups));
    }

    private static (Tensor, FusedConvolution) Sequence(FusionCase c)
    {
        var (first, second) = (c.Pair("first"), c.Pair("second"));
        return (
            ExplicitSequence.PaddedWithBias(c.X, first, second, c.Stride, c.Groups),
            SequentialFusion.PointwiseFirst(first, second, c.Groups));
    }
}
