using EdgeKd.Models;
using TorchSharp.Extensions;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Reparameterization;

/// <summary>Inverse reparameterization (IR): makes the dynamic teacher of a student, which computes what the student does.</summary>
/// <remarks>
/// Guo et al., "Gap Preserving Distillation" (2025), with activations at the student's scale: let T repeat a map r times along
/// the channels. The stem gives T(Wx); an interior dense layer has r×r blocks, each row of which sums to W, and maps T(x) to
/// T(Wx); depthwise layers, batch norm (also with batch statistics), activations, gates, residual sums and pooling treat each
/// channel alike and so map T(x) to T(f(x)); the classifier has r blocks that sum to W and gives the student's logits.
/// Stem and classifier are the first convolution and the last linear layer. Each convolution in the scope first
/// becomes a block of linear branches, which then is widened like the rest.
/// </remarks>
public static class InverseReparameterization
{
    /// <summary>Makes the dynamic teacher.</summary>
    /// <param name="student">
    /// The student; left as it is and no longer needed, but its layers without parameters (activations, pooling) are shared. The
    /// new network takes its device, type and memory layout, and every layer its training or evaluation mode.
    /// </param>
    /// <param name="options">Ratio, branches and the rest.</param>
    /// <returns>The teacher and the student over one set of tensors. Branch weights and noise are drawn from libtorch's default generator.</returns>
    /// <exception cref="ArgumentException">
    /// An option is out of range, or the network cannot be widened: a layer with parameters is neither convolution, batch norm nor
    /// linear; it does not begin with a convolution and end with a linear layer; or it does more with channels than the layers
    /// above (concatenation, shuffling), which a pass over four images shows.
    /// </exception>
    public static DynamicTeacherNetwork Expand(ImageClassifier student, ExpansionOptions options) =>
        Expand(student, options, (_, conv) => BranchInitialization.Create(conv.weight, conv.bias, conv.groups, options.Start));

    /// <summary>As <see cref="Expand(ImageClassifier, ExpansionOptions)"/>, with the student's branch factors given by path and convolution.</summary>
    internal static DynamicTeacherNetwork Expand(ImageClassifier student, ExpansionOptions options, Func<string, Conv2d, BranchFactors> branches)
    {
        ArgumentNullException.ThrowIfNull(student);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        if (student is DynamicTeacherNetwork)
        {
            throw new ArgumentException($"This {student.ArchitectureName} is a dynamic teacher already: expand the plain student.");
        }

        var layers = StudentLayers.Of(student);
        var normalised = NormalizedConvolutions.Of(student);
        var channels = new ActiveChannels();
        var expansion = new LayerExpansion(layers, normalised, options, channels, branches);
        var network = new DynamicTeacherNetwork(student.Rebuild(expansion.Expand), channels, options.Ratio);
        try
        {
            if (student.parameters().Any(parameter => parameter.dim() == 4 && !parameter.is_contiguous()))
            {
                network.ToChannelsLast();
            }

            ExpansionCheck.Require(network, options.CheckedImageSize);
            var modes = layers.Leaves.Select(leaf => leaf.training).ToArray();
            network.train(student.training);
            foreach (var (leaf, mode) in layers.Leaves.Zip(modes))
            {
                expansion.Expand(leaf).train(mode);
            }

            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }
}
