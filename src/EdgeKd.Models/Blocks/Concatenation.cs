using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Models.Blocks;

/// <summary>The channels of several branches of one input, one after the other.</summary>
/// <remarks>
/// Szegedy et al., "Going Deeper with Convolutions" (2015); with an identity among the branches the dense connection of Huang
/// et al., "Densely Connected Convolutional Networks" (2017). The branches are registered as 0, 1, …, as in a module list.
/// Gap preserving distillation cannot widen it: its channels are repeated in blocks, and a concatenation would change their order.
/// </remarks>
public sealed class Concatenation : Block
{
    /// <param name="branches">At least one; all give N×C×H×W of the same H and W, or all N×C.</param>
    /// <exception cref="ArgumentException">There is no branch.</exception>
    public Concatenation(params IReadOnlyList<nn.Module<Tensor, Tensor>> branches)
        : base(nameof(Concatenation))
    {
        ArgumentNullException.ThrowIfNull(branches);
        if (branches.Count == 0)
        {
            throw new ArgumentException("A concatenation needs at least one branch.", nameof(branches));
        }

        Parts = branches;
        foreach (var (index, branch) in branches.Index())
        {
            register_module(index.ToString(System.Globalization.CultureInfo.InvariantCulture), branch);
        }
    }

    /// <summary>The branches, in the order of their channels.</summary>
    public override IReadOnlyList<nn.Module<Tensor, Tensor>> Parts { get; }

    /// <inheritdoc/>
    public override nn.Module<Tensor, Tensor>? LastActivation => null;

    /// <inheritdoc/>
    public override Concatenation Rebuild(Func<nn.Module<Tensor, Tensor>, nn.Module<Tensor, Tensor>> layer) =>
        new([.. Parts.Select(branch => branch.Rebuild(layer))]);

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return cat([.. Parts.Select(branch => branch.call(input))], 1).MoveToOuterDisposeScope();
    }
}
