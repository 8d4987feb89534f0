using EdgeKd.Reparameterization;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Reparameterization.Tests.Branches;

/// <summary>The six-branch block against gpd_fusion: each branch's kernel and map, every prefix sum, and the order of slicing.</summary>
[TestFixture]
[NonParallelizable]
[Category("Vectors")]
public class BranchVectorTests
{
    internal static readonly string[] Cases = ["linear_block_dense", "linear_block_depthwise", "linear_block_grouped_s2"];

    [TestCaseSource(nameof(Cases))]
    public void EveryBranchHasItsKernelAndItsMap(string name)
    {
        using var scope = NewDisposeScope();
        using var vectors = ReferenceVectors.Open("gpd_fusion.safetensors");
        var factors = Factors(vectors, $"{name}/factor", ScalarType.Float64);
        var (stride, _, groups) = Layout(vectors, name);
        var terms = BranchKernel.Terms(factors, groups);
        var maps = ExplicitBranches.Outputs(factors, vectors[$"{name}/x"], stride, groups);
        for (var m = 0; m < BranchKernel.MaximumCount; m++)
        {
            TensorAssert.Close(terms[m], vectors[$"{name}/branch{m}_kernel"], 1e-12);
            TensorAssert.Close(maps[m], vectors[$"{name}/branch{m}_output"], 1e-12);
        }
    }

    [TestCaseSource(nameof(Cases))]
    public void TheFirstBranchesMergeInFloat64(string name) => AssertMerged(name, ScalarType.Float64, 1e-12);

    [TestCaseSource(nameof(Cases))]
    public void TheFirstBranchesMergeInFloat32(string name) => AssertMerged(name, ScalarType.Float32, 1e-4);

    [TestCaseSource(nameof(Cases))]
    public void ThePriorBankIsTheirs(string name)
    {
        using var scope = NewDisposeScope();
        using var vectors = ReferenceVectors.Open("gpd_fusion.safetensors");
        var expected = vectors[$"{name}/factor/prior_bank"];
        TensorAssert.Close(BranchKernel.PriorBank(expected.shape[0], expected.shape[1], ScalarType.Float64), expected, 0);
    }

    [Test]
    public void SlicingComesBeforeMerging()
    {
        const long Ratio = 2;
        using var scope = NewDisposeScope();
        using var vectors = ReferenceVectors.Open("gpd_fusion.safetensors");
        var moved = Factors(vectors, "slice_order/moved", ScalarType.Float64);
        var student = Factors(vectors, "slice_order/student", ScalarType.Float64);
        var teacherKernel = BranchKernel.Merge(moved, groups: 1);
        TensorAssert.Close(teacherKernel, vectors["slice_order/teacher_kernel"], 1e-12);

        Tensor First(Tensor stored, Tensor like) => stored.narrow(0, 0, like.shape[0]).narrow(1, 0, like.shape[1]);
        Tensor Read(Tensor stored, Tensor like) => First(stored, like) * Ratio;
        var sliced = new BranchFactors(
            Read(moved.Origin, student.Origin),
            Read(moved.Avg, student.Avg),
            Read(moved.PriorPointwise, student.PriorPointwise),
            First(moved.PriorBank, student.PriorBank),
            Read(moved.SequencePointwise, student.SequencePointwise),
            Read(moved.SequenceIdentity, student.SequenceIdentity),
            Read(moved.SequenceKernel, student.SequenceKernel),
            Read(moved.Full, student.Full),
            First(moved.DepthwiseSeparableDepthwise, student.DepthwiseSeparableDepthwise),
            Read(moved.DepthwiseSeparablePointwise, student.DepthwiseSeparablePointwise),
            First(moved.Scale, student.Scale),
            moved.Bias.narrow(0, 0, student.Bias.shape[0]) * Ratio);
        var kernel = BranchKernel.Merge(sliced, groups: 1);
        TensorAssert.Close(kernel, vectors["slice_order/slice_then_merge"], 1e-12);

        // The order matters: the other one sums over all r·C channels between the two convolutions of a branch.
        var wrong = First(teacherKernel, student.Origin) * Ratio;
        TensorAssert.Close(wrong, vectors["slice_order/merge_then_slice_wrong"], 1e-12);
        Assert.That((wrong - kernel).abs().max().item<double>(), Is.GreaterThan(0.01));
    }

    /// <summary>The twelve factors under a prefix, in a type.</summary>
    internal static BranchFactors Factors(ReferenceVectors vectors, string prefix, ScalarType type)
    {
        Tensor Of(string name) => vectors.Of($"{prefix}/{name}", type);
        return new BranchFactors(
            Of("origin"), Of("avg"), Of("prior_pw"), Of("prior_bank"), Of("seq_pw"), Of("seq_identity"),
            Of("seq_kxk"), Of("full"), Of("dwsep_dw"), Of("dwsep_pw"), Of("scale"), Of("bias"));
    }

    private static void AssertMerged(string name, ScalarType type, double tolerance)
    {
        using var scope = NewDisposeScope();
        using var vectors = ReferenceVectors.Open("gpd_fusion.safetensors");
        var factors = Factors(vectors, $"{name}/factor", type);
        var (stride, padding, groups) = Layout(vectors, name);
        for (var m = 1; m <= BranchKernel.MaximumCount; m++)
        {
            TensorAssert.Close(BranchKernel.Merge(factors, groups, m), vectors[$"{name}/merged_weight_M{m}"], tolerance);
        }

        var merged = BranchKernel.Merge(factors, groups);
        TensorAssert.Close(merged, vectors[$"{name}/merged_weight"], tolerance);
        var output = nn.functional.conv2d(
            vectors.Of($"{name}/x", type), merged, factors.Bias, strides: [stride, stride], padding: [padding, padding], groups: groups);
        TensorAssert.Close(output, vectors[$"{name}/merged_output"], tolerance);
        TensorAssert.Close(output, vectors[$"{name}/explicit"], tolerance);
    }

    private static (long Stride, long Padding, long Groups) Layout(ReferenceVectors vectors, string name)
    {
        var layout = vectors[$"{name}/stride_padding_groups"].data<long>().ToArray();
        return (layout[0], layout[1], layout[2]);
    }
}
