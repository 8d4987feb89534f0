using EdgeKd.Models;
using EdgeKd.Models.Blocks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Reparameterization;

/// <summary>Measures what merging does to the channels of a network's convolutions.</summary>
/// <remarks>
/// Branches whose channels are alike can add up to a kernel whose channels are not, and integers of one step a tensor lose the
/// small ones: Chu et al., "Make RepVGG Greater Again: A Quantization-aware Approach" (AAAI 2024).
/// </remarks>
public static class MergedLayers
{
    // In the order of BranchKernel, by the first part of their names in checkpoints.
    private static readonly string[] DynamicBranchNames = ["origin", "avg", "prior", "seq", "full", "dwsep"];

    /// <summary>The convolutions that have branches, in the order of computation; none for a network of plain convolutions.</summary>
    /// <param name="network">
    /// A network with blocks of RepVGG or MobileOne, or what gap preserving distillation trains: of that, the student. It is left
    /// as it is.
    /// </param>
    /// <exception cref="ArgumentException">A branch's normalisation has no running statistics.</exception>
    public static IReadOnlyList<MergedLayer> Of(ImageClassifier network)
    {
        ArgumentNullException.ThrowIfNull(network);
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        return network is DynamicTeacherNetwork widened ? OfStudent(widened) : OfBlocks(network);
    }

    private static List<MergedLayer> OfBlocks(ImageClassifier network) =>
    [
        .. from named in network.named_modules()
           where named.module is BranchedBlock { Convolution: BranchedConvolution }
           let branched = (BranchedConvolution)((BranchedBlock)named.module).Convolution
           select new MergedLayer(
               $"{named.name}.conv",
               [.. branched.Branches.Select(branch => new BranchChannels(branch.Name, Largest(BranchedConvolutionFusion.Folded(branched, branch).Weight)))],
               Largest(BranchedConvolutionFusion.Fuse(branched).Weight)),
    ];

    private static List<MergedLayer> OfStudent(DynamicTeacherNetwork widened)
    {
        using var student = widened.Extract();
        var norms = NormalizedConvolutions.Of(student).ToDictionary(pair => pair.Value, pair => pair.Key);
        var paths = StudentLayers.Of(student);
        return
        [
            .. from layer in LeafLayers.Of(widened).Zip(paths.Leaves)
               where layer.First is DynamicConvolution { HasBranches: true }
               let merged = (Conv2d)layer.Second
               let norm = norms.GetValueOrDefault(merged) as BatchNorm2d
               select new MergedLayer(
                   paths.PathOf(merged),
                   [.. ((DynamicConvolution)layer.First).StudentTerms().Select((kernel, branch) => new BranchChannels(DynamicBranchNames[branch], Largest(Folded(kernel, norm))))],
                   Largest(Folded(merged.weight!, norm))),
        ];
    }

    private static Tensor Folded(Tensor kernel, BatchNorm2d? norm) => norm is null ? kernel : BatchNormFusion.Fuse(kernel, null, norm).Weight;

    private static float[] Largest(Tensor kernel) => kernel.abs().amax(1, 2, 3).to(ScalarType.Float32).cpu().contiguous().data<float>().ToArray();
}
