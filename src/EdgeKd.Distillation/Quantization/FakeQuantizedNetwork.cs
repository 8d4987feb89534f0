using EdgeKd.Models;
using EdgeKd.Models.Blocks;
using EdgeKd.Reparameterization;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Quantization;

/// <summary>A network that computes in float what its INT8 form computes in integers, and can be trained so.</summary>
/// <remarks>
/// <para>
/// Jacob et al., "Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference" (2018), section 3:
/// activations are rounded behind every operator, weights before it, and gradients pass the rounding as if it were not there.
/// Branches are merged and batch normalisations folded beforehand, and what is trained are the folded weights. The paper keeps
/// the normalisation and folds it in each step, for trainings of many epochs; a tuning of a few begins at the network that is
/// shipped, at a low learning rate, and needs no statistics any more. A normalisation that cannot be folded keeps its own.
/// Dropout is left out: what is tuned is the network as it infers.
/// </para>
/// <para>
/// The points of <see cref="Ranges"/> are named by the path of the module whose output they are in the folded network
/// (<c>features.1.conv.0.2</c>), and <see cref="InputPoint"/> for the images. Not safe for use by several threads at once.
/// </para>
/// </remarks>
public sealed class FakeQuantizedNetwork : ImageClassifier
{
    /// <summary>The name of the point at which the images become integers.</summary>
    public const string InputPoint = "input";

    private readonly ImageClassifier folded;
    private readonly FakeQuantizationOptions options;
    private readonly List<FakeQuantizedLayer> layers = [];
    private readonly List<(string Path, ActivationQuantizer Quantizer)> points = [];
    private bool hasRanges;

    /// <summary>Wraps a copy of a network; it computes in float until it has ranges.</summary>
    /// <param name="network">The float network, in any form; left as it is. Layers without parameters are shared with it.</param>
    /// <param name="options">The integers; <c>null</c> for INT8.</param>
    /// <exception cref="ArgumentException">A setting is out of range, or a convolution pads with anything but zeros.</exception>
    public FakeQuantizedNetwork(ImageClassifier network, FakeQuantizationOptions? options = null)
        : this(options ?? new FakeQuantizationOptions(), Reparameterizer.Fuse(network))
    {
    }

    private FakeQuantizedNetwork(FakeQuantizationOptions options, ImageClassifier folded)
        : base(folded.ArchitectureName, folded.ClassCount)
    {
        options.Check();
        (this.folded, this.options) = (folded, options);
        var paths = Paths(folded);
        var outputs = new QuantizationPoints(folded).Modules;
        var input = NewPoint(InputPoint);
        register_module(InputPoint, input);
        var structure = folded.Rebuild(leaf => Wrap(leaf, outputs.Contains(leaf) ? NewPoint(paths[leaf]) : null));
        foreach (var (name, module) in structure.named_children())
        {
            register_module(name, module);
        }

        // Blocks are made anew by the rebuilding, so nobody else sees these hooks.
        foreach (var (original, block) in Blocks(folded).Zip(Blocks(structure)).Where(pair => outputs.Contains(pair.First)))
        {
            var point = NewPoint(paths[original]);
            block.register_module("output", point);
            block.register_forward_hook((_, _, output) =>
            {
                using (output)
                {
                    return point.call(output);
                }
            });
        }

        Stages = [new Stage(InputPoint, input), .. structure.Stages];
    }

    /// <summary><see cref="InputPoint"/>, then the stages of the network.</summary>
    public override IReadOnlyList<Stage> Stages { get; }

    /// <summary>Whether it computes with rounded values, and not as the folded float network.</summary>
    /// <exception cref="InvalidOperationException">Set to true before there are ranges.</exception>
    public bool Quantizes
    {
        get => layers.Any(layer => layer.RoundsWeights);
        set
        {
            if (value && !hasRanges)
            {
                throw new InvalidOperationException($"The activations have no ranges yet: call {nameof(Calibrate)} or {nameof(SetRanges)} first.");
            }

            SetMode(value ? QuantizerMode.Quantizing : QuantizerMode.Off);
        }
    }

    /// <summary>The ranges of all points by their paths; copies.</summary>
    public IReadOnlyDictionary<string, QuantizationRange> Ranges => points.ToDictionary(point => point.Path, point => point.Quantizer.Range);

    /// <summary>
    /// Takes each point's range from float runs: the means of the batches' smallest and largest values. In training it then moves
    /// with the batches. Turns quantization on.
    /// </summary>
    /// <param name="batches">N×3×H×W images each, on the network's device; stay the caller's.</param>
    /// <exception cref="ArgumentException">There is no batch.</exception>
    public void Calibrate(IEnumerable<Tensor> batches)
    {
        ArgumentNullException.ThrowIfNull(batches);
        var wasTraining = training;
        eval();
        SetMode(QuantizerMode.Observing);
        foreach (var (_, quantizer) in points)
        {
            quantizer.Reset();
        }

        var count = 0;
        using (no_grad())
        {
            foreach (var images in batches)
            {
                call(images).Dispose();
                count++;
            }
        }

        train(wasTraining);
        if (count == 0)
        {
            throw new ArgumentException("No images to take the activations' ranges from: give at least one batch.", nameof(batches));
        }

        Finish(moving: true);
    }

    /// <summary>Sets each point's range for good, and turns quantization on.</summary>
    /// <param name="ranges">A range for each path in <see cref="Ranges"/>.</param>
    /// <exception cref="ArgumentException">A path is missing or unknown, or a range is not finite or upside down.</exception>
    public void SetRanges(IReadOnlyDictionary<string, QuantizationRange> ranges)
    {
        ArgumentNullException.ThrowIfNull(ranges);
        if (ranges.Keys.FirstOrDefault(path => points.All(point => point.Path != path)) is { } unknown)
        {
            throw new ArgumentException(
                $"{ArchitectureName} has no point '{unknown}': use {NearestNames.Describe(unknown, points.Select(point => point.Path))}.");
        }

        foreach (var (path, _) in points)
        {
            if (!ranges.TryGetValue(path, out var range) || !float.IsFinite(range.Min) || !float.IsFinite(range.Max) || range.Min > range.Max)
            {
                throw new ArgumentException($"The range of '{path}' is missing, not finite or upside down: give its smallest and largest value.");
            }
        }

        foreach (var (path, quantizer) in points)
        {
            quantizer.Range = ranges[path];
        }

        Finish(moving: false);
    }

    /// <summary>The plain float network with the weights as they are now: folded, in evaluation mode, to export and quantize.</summary>
    /// <returns>A new network with tensors of its own; layers without parameters are shared with the one this was made of.</returns>
    public ImageClassifier Extract() => Reparameterizer.Fuse(folded);

    /// <inheritdoc/>
    public override FakeQuantizedNetwork Rebuild(Func<nn.Module<Tensor, Tensor>, nn.Module<Tensor, Tensor>> layer)
    {
        var rebuilt = new FakeQuantizedNetwork(options, folded.Rebuild(layer));
        foreach (var ((_, from), (_, to)) in points.Zip(rebuilt.points))
        {
            (to.Range, to.Moves, to.Mode) = (from.Range, from.Moves, from.Mode);
        }

        rebuilt.hasRanges = hasRanges;
        rebuilt.Round(Quantizes);
        return rebuilt;
    }

    /// <summary>Settings in words.</summary>
    internal string Description => $"{options.Description},ranges={(points.Any(point => point.Quantizer.Moves) ? "moving" : "fixed")}";

    private static Dictionary<nn.Module, string> Paths(ImageClassifier network)
    {
        var paths = new Dictionary<nn.Module, string>(ReferenceEqualityComparer.Instance);
        foreach (var (path, module) in network.named_modules())
        {
            paths.TryAdd(module, path);
        }

        return paths;
    }

    private static IEnumerable<Block> Blocks(ImageClassifier network) => network.Stages.SelectMany(stage => Blocks(stage.Module));

    private static IEnumerable<Block> Blocks(nn.Module<Tensor, Tensor> module) => module switch
    {
        Block block => [block, .. block.Parts.SelectMany(Blocks)],
        Sequential sequence => sequence.children().Cast<nn.Module<Tensor, Tensor>>().SelectMany(Blocks),
        _ => [],
    };

    private nn.Module<Tensor, Tensor> Wrap(nn.Module<Tensor, Tensor> leaf, ActivationQuantizer? output)
    {
        if (leaf is Dropout)
        {
            return nn.Identity();
        }

        if (output is null && leaf is not (Conv2d or Linear or BatchNorm))
        {
            return leaf;
        }

        var layer = new FakeQuantizedLayer(leaf, output, options.WeightBits);
        layers.Add(layer);
        return layer;
    }

    // A layer that stands in the network twice is two points.
    private ActivationQuantizer NewPoint(string path)
    {
        var quantizer = new ActivationQuantizer(options, Evaluation.DeviceOf(folded));
        var uses = points.Count(point => point.Path == path || point.Path.StartsWith($"{path}#", StringComparison.Ordinal));
        points.Add((uses == 0 ? path : $"{path}#{uses + 1}", quantizer));
        return quantizer;
    }

    private void Finish(bool moving)
    {
        foreach (var (_, quantizer) in points)
        {
            quantizer.Moves = moving;
        }

        hasRanges = true;
        Quantizes = true;
    }

    private void SetMode(QuantizerMode mode)
    {
        foreach (var (_, quantizer) in points)
        {
            quantizer.Mode = mode;
        }

        Round(mode == QuantizerMode.Quantizing);
    }

    private void Round(bool weights)
    {
        foreach (var layer in layers)
        {
            layer.RoundsWeights = weights;
        }
    }
}
