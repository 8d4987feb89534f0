using EdgeKd.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Reparameterization;

/// <summary>Makes the dynamic layer of each of a student's layers, in the order of computation.</summary>
internal sealed class LayerExpansion
{
    private readonly StudentLayers layers;
    private readonly IReadOnlyDictionary<BatchNorm, Conv2d> normalised;
    private readonly ExpansionOptions options;
    private readonly ActiveChannels channels;
    private readonly Func<string, Conv2d, BranchFactors> branches;
    private readonly Dictionary<nn.Module, nn.Module<Tensor, Tensor>> made = new(ReferenceEqualityComparer.Instance);

    /// <param name="layers">The student's layers.</param>
    /// <param name="normalised">The convolutions whose output a batch norm alone reads.</param>
    /// <param name="options">Checked options.</param>
    /// <param name="channels">The mode that all layers will share.</param>
    /// <param name="branches">The student's branch factors of a path and convolution.</param>
    public LayerExpansion(
        StudentLayers layers,
        IReadOnlyDictionary<BatchNorm, Conv2d> normalised,
        ExpansionOptions options,
        ActiveChannels channels,
        Func<string, Conv2d, BranchFactors> branches)
    {
        (this.layers, this.normalised, this.options, this.channels, this.branches) = (layers, normalised, options, channels, branches);
        var paths = layers.Leaves.OfType<Conv2d>().Select(layers.PathOf).ToArray();
        foreach (var path in options.PlainConvolutions)
        {
            if (!paths.Contains(path))
            {
                throw new ArgumentException(
                    $"Dynamic teacher: there is no convolution '{path}' to keep plain: use {NearestNames.Describe(path, paths)}.");
            }
        }
    }

    /// <summary>The layer that stands in a leaf's place; one leaf always gives the same.</summary>
    public nn.Module<Tensor, Tensor> Expand(nn.Module<Tensor, Tensor> leaf)
    {
        if (!made.TryGetValue(leaf, out var layer))
        {
            made[leaf] = layer = leaf switch
            {
                Conv2d conv => Convolution(conv),
                BatchNorm norm => new DynamicBatchNorm(norm, options.Ratio, channels, FoldedInto(norm)),
                Linear linear => new DynamicLinear(
                    linear, Tiling(linear, grouped: false), channels, options.Noise),
                Dropout dropout when IsInside => new DynamicDropout(dropout, options.Ratio, channels),
                _ => leaf,
            };
        }

        return layer;
    }

    // Before the stem and after the classifier there are no replicas.
    private bool IsInside => made.ContainsKey(layers.Stem) && !made.ContainsKey(layers.Classifier);

    private DynamicConvolution Convolution(Conv2d conv)
    {
        var tiling = Tiling(conv, grouped: conv.groups > 1);
        if (!HasBranches(conv))
        {
            return new DynamicConvolution(conv, tiling, channels, null, options.Noise);
        }

        using var scope = NewDisposeScope();
        var factors = branches(layers.PathOf(conv), conv);

        // A bias that nothing takes up at the end is left out; before a batch norm it would learn nothing anyway.
        var hasBias = conv.bias is not null || normalised.Values.Contains(conv);
        var block = new DynamicBranches(factors, tiling, options.Branches, hasBias, conv.weight.requires_grad, options.Noise);
        return new DynamicConvolution(conv, tiling, channels, block, options.Noise);
    }

    private LayerTiling Tiling(nn.Module<Tensor, Tensor> layer, bool grouped) => new(
        options.Ratio,
        options.Gauge,
        Inputs: !ReferenceEquals(layer, layers.Stem),
        Outputs: !ReferenceEquals(layer, layers.Classifier),
        grouped);

    private bool HasBranches(Conv2d conv) =>
        options.HasBranches
        && conv.kernel_size is [3, 3]
        && (options.Scope == BranchScope.AllConv3x3
            || (conv.stride.All(step => step == 1) && conv.padding!.All(side => side == 1) && conv.dilation.All(step => step == 1)))
        && !options.PlainConvolutions.Contains(layers.PathOf(conv));

    private DynamicConvolution? FoldedInto(BatchNorm norm) =>
        normalised.TryGetValue(norm, out var conv) && made[conv] is DynamicConvolution { HasUnstoredBias: true } before ? before : null;
}
