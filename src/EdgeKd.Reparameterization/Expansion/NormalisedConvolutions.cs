using EdgeKd.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Reparameterization;

/// <summary>Finds the convolutions whose output a batch norm reads and nothing else does: what they add, its mean takes up.</summary>
internal static class NormalisedConvolutions
{
    /// <summary>
    /// Each such batch norm with its convolution; none at all where one of the pairs shares the convolution's output, or where
    /// no branches ask for it.
    /// </summary>
    /// <remarks>
    /// The candidates follow one another in the order of computation. A pass in which each convolution adds constants and its batch
    /// norm takes them away again changes nothing, unless something else sees them.
    /// </remarks>
    public static IReadOnlyDictionary<BatchNorm, Conv2d> Find(ImageClassifier student, StudentLayers layers, ExpansionOptions options)
    {
        using var scope = NewDisposeScope();
        var pairs = new Dictionary<BatchNorm, Conv2d>(ReferenceEqualityComparer.Instance);
        if (!options.HasBranches)
        {
            return pairs;
        }

        foreach (var (before, after) in layers.Leaves.Zip(layers.Leaves.Skip(1)))
        {
            if (before is Conv2d conv && after is BatchNorm norm && norm.num_features == conv.out_channels)
            {
                pairs.TryAdd(norm, conv);
            }
        }

        var expected = ProbePass.Run(student, options.CheckedImageSize, student.call, ProbePass.StudentFails);
        List<Action> removals = [];
        foreach (var (norm, conv) in pairs)
        {
            var shift = (arange(norm.num_features, ScalarType.Float64).sin() + 1).to(conv.weight.dtype).to(conv.weight.device).reshape(1, -1, 1, 1);
            removals.Add(conv.register_forward_hook((_, _, output) => output + shift).remove);
            removals.Add(norm.register_forward_pre_hook((_, input) => input - shift).remove);
        }

        try
        {
            var actual = ProbePass.Run(student, options.CheckedImageSize, student.call, ProbePass.StudentFails);
            return ProbePass.Agree(actual, expected) ? pairs : new Dictionary<BatchNorm, Conv2d>();
        }
        finally
        {
            removals.ForEach(remove => remove());
        }
    }
}
