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
    /// Does nothing: each child is registered by hand. A part may be held in two ways (a property here, a name in the
    /// checkpoint), and finding children by their fields would register it twice.
    /// </summary>
    protected sealed override void RegisterComponents()
    {
    }
}
