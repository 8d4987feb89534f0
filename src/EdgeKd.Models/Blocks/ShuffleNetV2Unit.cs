using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Models.Blocks;

/// <summary>
/// ShuffleNetV2's unit: half of the channels pass as they are, the other half through 1×1, depthwise 3×3 and 1×1; where it halves
/// the resolution, both ways take all channels and convolve. The two lie side by side, then the channels are shuffled.
/// </summary>
/// <remarks>
/// Ma et al., "ShuffleNet V2" (2018), figure 3 c and d. Checkpoint names as in mdistiller: conv1, bn1 … conv3, bn3; with stride 2
/// conv1, conv2 are the left way and conv3, conv4, conv5 the right one.
/// </remarks>
public sealed class ShuffleNetV2Unit : Block
{
    private const long Ways = 2;

    /// <summary>The unit that keeps shapes.</summary>
    /// <param name="channels">C of the N×C×H×W input and output; even.</param>
    public ShuffleNetV2Unit(long channels)
        : this([], Way(channels / Ways, channels / Ways, stride: 1), nn.ChannelShuffle(Ways))
    {
    }

    /// <summary>The unit that halves the resolution.</summary>
    /// <param name="inputChannels">C of the N×C×H×W input.</param>
    /// <param name="outputChannels">Channels of the output; even.</param>
    public ShuffleNetV2Unit(long inputChannels, long outputChannels)
        : this(
            [
                new ConvBnAct(inputChannels, inputChannels, 3, 2, inputChannels),
                new ConvBnAct(inputChannels, outputChannels / Ways, 1, activation: nn.ReLU(inplace: true)),
            ],
            Way(inputChannels, outputChannels / Ways, stride: 2),
            nn.ChannelShuffle(Ways))
    {
    }

    private ShuffleNetV2Unit(IReadOnlyList<ConvBnAct> left, IReadOnlyList<ConvBnAct> right, nn.Module<Tensor, Tensor> shuffle)
        : base(nameof(ShuffleNetV2Unit))
    {
        (Left, Right, Shuffle) = (left, right, shuffle);
        foreach (var (index, part) in left.Concat(right).Index())
        {
            part.RegisterAs(this, index + 1);
        }

        register_module("shuffle", Shuffle);
    }

    /// <summary>What the first channels of the output go through; empty where the first half of the input passes as it is.</summary>
    public IReadOnlyList<ConvBnAct> Left { get; }

    /// <summary>What the last channels of the output go through.</summary>
    public IReadOnlyList<ConvBnAct> Right { get; }

    /// <summary>Applied last, to both side by side.</summary>
    public nn.Module<Tensor, Tensor> Shuffle { get; }

    /// <summary>Whether each way takes a half of the input's channels, and not all.</summary>
    public bool Splits => Left.Count == 0;

    /// <inheritdoc/>
    public override IReadOnlyList<nn.Module<Tensor, Tensor>> Parts => [.. Left, .. Right, Shuffle];

    /// <inheritdoc/>
    public override ShuffleNetV2Unit Rebuild(Func<nn.Module<Tensor, Tensor>, nn.Module<Tensor, Tensor>> layer) =>
        new([.. Left.Select(part => part.Rebuild(layer))], [.. Right.Select(part => part.Rebuild(layer))], Shuffle.Rebuild(layer));

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var (left, right) = Splits ? Halves(input) : (input, input);
        left = Left.Aggregate(left, (x, part) => part.call(x));
        right = Right.Aggregate(right, (x, part) => part.call(x));
        return Shuffle.call(cat([left, right], 1)).MoveToOuterDisposeScope();
    }

    /// <summary>Both ways side by side before their last activations and the shuffle; a half that passes as it is counts as it is.</summary>
    public override Action ObservePreActivation(Action<Tensor> observe)
    {
        Tensor? left = null;
        void KeepLeft(Tensor x)
        {
            left?.Dispose();
            left = x.alias().DetachFromDisposeScope();
        }

        var removeLeft = Splits
            ? register_forward_pre_hook((_, input) =>
            {
                using var scope = NewDisposeScope();
                KeepLeft(Halves(input).Left);
                return input;
            }).remove
            : Left[^1].ObservePreActivation(KeepLeft);
        var removeRight = Right[^1].ObservePreActivation(right =>
        {
            using var joined = cat([left!, right], 1);
            observe(joined);
            left!.Dispose();
            left = null;
        });
        return () =>
        {
            removeLeft();
            removeRight();
            left?.Dispose();
        };
    }

    private static (Tensor Left, Tensor Right) Halves(Tensor input)
    {
        var halves = input.chunk(Ways, 1);
        return (halves[0], halves[1]);
    }

    private static ConvBnAct[] Way(long inputChannels, long outputChannels, long stride) =>
    [
        new ConvBnAct(inputChannels, outputChannels, 1, activation: nn.ReLU(inplace: true)),
        new ConvBnAct(outputChannels, outputChannels, 3, stride, outputChannels),
        new ConvBnAct(outputChannels, outputChannels, 1, activation: nn.ReLU(inplace: true)),
    ];
}
