using EdgeKd.Models.Blocks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Models;

/// <summary>Rebuilds a module of any kind with other leaf layers.</summary>
public static class LayerReplacement
{
    /// <summary>
    /// The same structure under the same registered names: a <see cref="Block"/> by its own rule, a <see cref="Sequential"/>
    /// element by element, anything else is a leaf and becomes <c>layer(leaf)</c>.
    /// </summary>
    /// <param name="module">A stage of a classifier, or a part of one. It is left as it is.</param>
    /// <param name="layer">Gives what stands in a leaf's place; it may be the leaf itself, which both structures then share.</param>
    public static nn.Module<Tensor, Tensor> Rebuild(
        this nn.Module<Tensor, Tensor> module,
        Func<nn.Module<Tensor, Tensor>, nn.Module<Tensor, Tensor>> layer) => module switch
    {
        Block block => block.Rebuild(layer),
        Sequential sequence => nn.Sequential(sequence.named_children()
            .Select(child => (child.name, ((nn.Module<Tensor, Tensor>)child.module).Rebuild(layer))).ToArray()),
        _ => layer(module),
    };
}
