using EdgeKd.Models;
using EdgeKd.Models.Blocks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Reparameterization;

/// <summary>A student's layers in the order of computation, and which of them is what.</summary>
/// <param name="Leaves">Every layer.</param>
/// <param name="Stem">The layer that sees the images: its input is not tiled.</param>
/// <param name="Classifier">The layer that gives the logits: its output is not tiled.</param>
/// <param name="Paths">The layers' names in the checkpoint.</param>
internal sealed record StudentLayers(
    IReadOnlyList<nn.Module<Tensor, Tensor>> Leaves,
    Conv2d Stem,
    Linear Classifier,
    IReadOnlyDictionary<nn.Module, string> Paths)
{
    /// <exception cref="ArgumentException">The network cannot be widened.</exception>
    public static StudentLayers Of(ImageClassifier student)
    {
        var leaves = LeafLayers.Of(student);
        var paths = new Dictionary<nn.Module, string>(ReferenceEqualityComparer.Instance);
        foreach (var (path, module) in student.named_modules())
        {
            paths.TryAdd(module, path);
        }

        string Named(nn.Module layer) => $"{(paths.TryGetValue(layer, out var path) ? $"'{path}', a " : "a ")}{layer.GetName()}";
        ArgumentException Fault(string reason) => new($"{student.ArchitectureName} cannot be widened: {reason}");

        if (student.named_modules().FirstOrDefault(child => child.module is Concatenation) is { module: not null } join)
        {
            throw Fault($"'{join.name}' concatenates channels, whose order would change; add residual sums instead, or distil without gpd.");
        }

        if (leaves.Any(leaf => leaf is BranchedConvolution))
        {
            throw Fault("its convolutions have branches already; choose a student of plain convolutions, to which branches are added.");
        }

        var held = leaves.Where(leaf => leaf.parameters().Any() || leaf.buffers().Any()).ToArray();
        foreach (var leaf in held)
        {
            var problem = leaf switch
            {
                Conv2d { padding_mode: not (TorchSharp.PaddingModes.Zeros or TorchSharp.PaddingModes.Constant) } => "pads with other values than zero; use zero padding.",
                Conv2d { padding: null } => "has its padding by name; give it in numbers.",
                BatchNorm { momentum: null } => "averages its statistics over all batches; give it a momentum.",
                Conv2d or BatchNorm or Linear => null,
                _ => "has parameters and is neither convolution, batch norm nor linear layer; build the network of those.",
            };
            if (problem is not null)
            {
                throw Fault($"{Named(leaf)}, {problem}");
            }
        }

        if (held.FirstOrDefault() is not Conv2d { groups: 1 } stem)
        {
            throw Fault($"its first layer with parameters is {(held.Length == 0 ? "missing" : Named(held[0]))}; begin with a convolution of one group.");
        }

        if (held[^1] is not Linear classifier)
        {
            throw Fault($"its last layer with parameters is {Named(held[^1])}; end with a linear layer.");
        }

        var known = held.SelectMany(leaf => leaf.parameters()).ToHashSet<Tensor>(ReferenceEqualityComparer.Instance);
        foreach (var (name, parameter) in student.named_parameters())
        {
            if (!known.Contains(parameter))
            {
                throw Fault($"its parameter '{name}' belongs to none of its layers; put it in a convolution, batch norm or linear layer.");
            }
        }

        return new StudentLayers(leaves, stem, classifier, paths);
    }

    /// <summary>The layer's name in the checkpoint; empty where it has none.</summary>
    public string PathOf(nn.Module layer) => Paths.GetValueOrDefault(layer, "");
}
