using EdgeKd.Models;
using EdgeKd.Models.Blocks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Reparameterization;

/// <summary>Makes the network to deploy of the one that was trained: every normalised or branched convolution becomes a plain one.</summary>
/// <remarks>
/// The deploy step of RepVGG (Ding et al., 2021) and MobileOne (Vasu et al., 2023), and the folding of batch normalisation,
/// for networks of any blocks. Exact but for rounding in evaluation mode; training goes another way than before.
/// </remarks>
public static class Reparameterizer
{
    /// <summary>
    /// The same structure and stage names with plain convolutions: a <see cref="BranchedConvolution"/> is merged, a batch
    /// normalisation that follows a convolution is folded into it, and an identity stands in its place.
    /// </summary>
    /// <param name="network">Left as it is, in whichever mode.</param>
    /// <returns>
    /// A new network in evaluation mode. Convolutions, linear layers and the normalisations that remain (before a convolution,
    /// or without running statistics) have tensors of their own; activations, pooling and layers of other types are shared with
    /// <paramref name="network"/>, which must live as long.
    /// </returns>
    /// <exception cref="ArgumentException">A branch's normalisation has no running statistics.</exception>
    public static ImageClassifier Fuse(ImageClassifier network)
    {
        ArgumentNullException.ThrowIfNull(network);
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var folded = NormalizedConvolutions.Of(network);
        var norms = folded.ToDictionary(pair => pair.Value, pair => (BatchNorm2d)pair.Key);
        var generator = get_rng_state();
        var fused = network.Rebuild(layer =>
        {
            switch (layer)
            {
                case BranchedConvolution branched:
                    return PlainLayers.Convolution(branched, BranchedConvolutionFusion.Fuse(branched));
                case Conv2d conv when norms.TryGetValue(conv, out var norm):
                    var merged = BatchNormFusion.Fuse(conv, norm);
                    return PlainLayers.Convolution(conv, merged.Weight, merged.Bias);
                case BatchNorm2d norm when folded.ContainsKey(norm):
                    return nn.Identity();
                default:
                    return PlainLayers.Copy(layer);
            }
        });

        // New layers draw weights, which were overwritten: a training continues as if there had been none.
        set_rng_state(generator);
        fused.eval();
        return fused;
    }
}
