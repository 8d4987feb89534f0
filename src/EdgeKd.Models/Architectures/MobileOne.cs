using EdgeKd.Models.Blocks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Models.Architectures;

/// <summary>MobileOne: depthwise and pointwise blocks of several branches in training, of one convolution each when deployed.</summary>
/// <remarks>
/// Vasu et al., "MobileOne: An Improved One millisecond Mobile Backbone" (2023), tables 2 and 3. Names and shapes as in the
/// authors' unfused checkpoints; <c>Reparameterizer.Fuse</c> merges the branches under the names of the fused ones, and the
/// ONNX exporter merges them too. Weights drawn with libtorch's own initialisation as there. The CIFAR stem has stride 1
/// instead of 2.
/// </remarks>
public sealed class MobileOne : ImageClassifier
{
    //  name, widths of the four stages, convolution branches a block, squeeze-and-excite in the later blocks
    internal static readonly IReadOnlyList<(string Name, double[] Widths, int Branches, bool SqueezeExcite)> Variants =
    [
        ("mobileone-s0", [0.75, 1, 1, 2], 4, false),
        ("mobileone-s1", [1.5, 1.5, 2, 2.5], 1, false),
        ("mobileone-s2", [1.5, 2, 2.5, 4], 1, false),
        ("mobileone-s3", [2, 2.5, 3, 4], 1, false),
        ("mobileone-s4", [3, 3.5, 3.5, 4], 1, true),
    ];

    private const long StemChannels = 64;

    //  channels at width 1, blocks (the first has stride 2), the last of them with squeeze-and-excite where the variant has it
    private static readonly (long Channels, int Blocks, int SqueezeExciteBlocks)[] Layers =
    [
        (64, 2, 0),
        (128, 8, 0),
        (256, 10, 5),
        (512, 1, 1),
    ];

    internal MobileOne(string name, ModelOptions options)
        : this(name, options.Classes, Draw(name, options))
    {
    }

    private MobileOne(string name, int classes, IReadOnlyList<Stage> stages)
        : base(name, classes)
    {
        Stages = stages;
        foreach (var (stage, module) in stages)
        {
            register_module(stage, module);
        }
    }

    /// <summary>stage0 … stage4, gap, flatten, linear.</summary>
    public override IReadOnlyList<Stage> Stages { get; }

    /// <inheritdoc/>
    public override MobileOne Rebuild(Func<nn.Module<Tensor, Tensor>, nn.Module<Tensor, Tensor>> layer) =>
        new(ArchitectureName, ClassCount, [.. Stages.Select(stage => stage with { Module = stage.Module.Rebuild(layer) })]);

    private static List<Stage> Draw(string name, ModelOptions options)
    {
        var (_, widths, branches, squeezes) = Variants.Single(variant => variant.Name == name);
        var channels = Math.Min(StemChannels, (long)(StemChannels * widths[0]));
        var stemStride = options.Stem == ModelOptions.CifarStem ? 1 : 2;
        List<Stage> stages = [new("stage0", new MobileOneBlock(3, channels, 3, stemStride))];
        foreach (var (index, ((unscaled, count, squeezed), width)) in Layers.Zip(widths).Index())
        {
            var next = (long)(unscaled * width);
            List<nn.Module<Tensor, Tensor>> blocks = [];
            for (var block = 0; block < count; block++)
            {
                var squeeze = squeezes && block >= count - squeezed;
                blocks.Add(new MobileOneBlock(channels, channels, 3, block == 0 ? 2 : 1, channels, branches, squeeze));
                blocks.Add(new MobileOneBlock(channels, next, 1, branches: branches, squeezeExcite: squeeze));
                channels = next;
            }

            stages.Add(new($"stage{index + 1}", nn.Sequential(blocks)));
        }

        return [.. stages, new("gap", nn.AdaptiveAvgPool2d(1)), new("flatten", nn.Flatten()), new("linear", nn.Linear(channels, options.Classes))];
    }
}
