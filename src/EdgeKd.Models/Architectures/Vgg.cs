using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Models.Architectures;

/// <summary>The VGG networks of the distillation benchmarks: five blocks of normalised 3×3 convolutions, and one linear layer.</summary>
/// <remarks>
/// Simonyan and Zisserman, "Very Deep Convolutional Networks" (2015), table 1, for small images: pooled between the first four
/// blocks, global mean before the classifier. Names, shapes and initialisation as in mdistiller, which pools once more, before
/// the last block, where an image has exactly 64 rows; here the layers do not depend on the image.
/// </remarks>
public sealed class Vgg : ImageClassifier
{
    //  name, convolutions of each of the five blocks (64, 128, 256, 512, 512 channels)
    internal static readonly IReadOnlyList<(string Name, int[] Convolutions)> Variants =
    [
        ("vgg8", [1, 1, 1, 1, 1]),
        ("vgg11", [1, 1, 2, 2, 2]),
        ("vgg13", [2, 2, 2, 2, 2]),
        ("vgg16", [2, 2, 3, 3, 3]),
        ("vgg19", [2, 2, 4, 4, 4]),
    ];

    private const int PooledBlocks = 3;

    private static readonly long[] Channels = [64, 128, 256, 512, 512];

    internal Vgg(string name, ModelOptions options)
        : this(name, options.Classes, Draw(name, options.Classes))
    {
        Initialization.KaimingConvolutions(this);
        Initialization.Normal((Linear)Stages[^1].Module, standardDeviation: 0.01);
    }

    private Vgg(string name, int classes, IReadOnlyList<Stage> stages)
        : base(name, classes)
    {
        Stages = stages;
        foreach (var (stage, module) in stages)
        {
            register_module(stage, module);
        }
    }

    /// <summary>block0, pool0, block1, pool1, block2, pool2, block3, block4, pool, flatten, classifier.</summary>
    public override IReadOnlyList<Stage> Stages { get; }

    /// <inheritdoc/>
    public override Vgg Rebuild(Func<nn.Module<Tensor, Tensor>, nn.Module<Tensor, Tensor>> layer) =>
        new(ArchitectureName, ClassCount, [.. Stages.Select(stage => stage with { Module = stage.Module.Rebuild(layer) })]);

    private static List<Stage> Draw(string name, int classes)
    {
        var (_, convolutions) = Variants.Single(variant => variant.Name == name);
        List<Stage> stages = [];
        var channels = 3L;
        foreach (var (block, (count, next)) in convolutions.Zip(Channels).Index())
        {
            List<nn.Module<Tensor, Tensor>> layers = [];
            for (var convolution = 0; convolution < count; convolution++)
            {
                layers.AddRange([nn.Conv2d(channels, next, 3, padding: 1), nn.BatchNorm2d(next), nn.ReLU(inplace: true)]);
                channels = next;
            }

            stages.Add(new($"block{block}", nn.Sequential(layers)));
            if (block < PooledBlocks)
            {
                stages.Add(new($"pool{block}", nn.MaxPool2d(2)));
            }
        }

        return
        [
            .. stages,
            new("pool", nn.AdaptiveAvgPool2d(1)),
            new("flatten", nn.Flatten()),
            new("classifier", nn.Linear(channels, classes)),
        ];
    }
}
