using static TorchSharp.torch;

namespace EdgeKd.Models.Blocks;

/// <summary>A part of a network that only computes: its parts are public, so that writers and rules can walk them.</summary>
public abstract class Block : nn.Module<Tensor, Tensor>
{
    /// <param name="name">The block type's name, for messages.</param>
    protected Block(string name)
        : base(name)
    {
    }

    /// <summary>
    /// The blocks and layers it computes with, in the order of computation, those that are not registered under a name of
    /// their own included.
    /// </summary>
    public abstract IReadOnlyList<nn.Module<Tensor, Tensor>> Parts { get; }

    /// <summary>The activation whose output is the block's, or null where the block ends linear; by default that of its last part.</summary>
    public virtual nn.Module<Tensor, Tensor>? LastActivation => PreActivation.LastOf(Parts[^1]);

    /// <summary>The same structure under the same registered names, with every leaf layer replaced.</summary>
    /// <param name="layer">
    /// Called once a leaf (convolution, normalisation, activation, …) in the order of computation; gives what stands in its place,
    /// which may be the leaf itself. The two networks then share it, and disposing of one takes it from the other.
    /// </param>
    /// <returns>A new block. It is in training mode, as all new modules are; the leaves keep their modes and weights.</returns>
    public abstract Block Rebuild(Func<nn.Module<Tensor, Tensor>, nn.Module<Tensor, Tensor>> layer);

    /// <summary>
    /// Calls a function with what <see cref="LastActivation"/> takes, or with the block's output where there is none, each time
    /// the block runs; see <see cref="PreActivation.Observe"/>.
    /// </summary>
    /// <returns>Ends it.</returns>
    public virtual Action ObservePreActivation(Action<Tensor> observe) =>
        LastActivation is { } activation ? PreActivation.Before(activation, observe) : PreActivation.After(this, observe);

    /// <summary>
    /// Does nothing: each child is registered by hand. A part may be held in two ways (a property here, a name in the
    /// checkpoint), and finding children by their fields would register it twice.
    /// </summary>
    protected sealed override void RegisterComponents()
    {
    }
}
