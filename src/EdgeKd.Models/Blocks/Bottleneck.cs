using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Models.Blocks;

/// <summary>The three-convolution residual block: act(third(second(first(x))) + shortcut(x)), 1×1, 3×3 and 1×1.</summary>
/// <remarks>
/// He et al., "Deep Residual Learning for Image Recognition" (2016), figure 5; the 3×3 convolution has the stride, as in
/// torchvision. Checkpoint names conv1, bn1 … conv3, bn3, and downsample.0/1 or shortcut.0/1.
/// </remarks>
public sealed class Bottleneck : Block
{
    /// <summary>Channels of the output for each of the inner convolutions'.</summary>
    public const long Expansion = 4;

    private readonly string shortcutName;

    /// <param name="inputChannels">C of the N×C×H×W input.</param>
    /// <param name="innerChannels">Channels of the first two convolutions; the output has <see cref="Expansion"/> times as many.</param>
    /// <param name="stride">Stride of the 3×3 convolution and of the shortcut.</param>
    /// <param name="shortcutName">Checkpoint name of the projection.</param>
    public Bottleneck(long inputChannels, long innerChannels, long stride, string shortcutName = BasicBlock.Downsample)
        : this(
            new ConvBnAct(inputChannels, innerChannels, 1, activation: nn.ReLU(inplace: true)),
            new ConvBnAct(innerChannels, innerChannels, 3, stride, activation: nn.ReLU(inplace: true)),
            new ConvBnAct(innerChannels, innerChannels * Expansion, 1),
            stride == 1 && inputChannels == innerChannels * Expansion ? null : new ConvBnAct(inputChannels, innerChannels * Expansion, 1, stride),
            nn.ReLU(inplace: true),
            shortcutName)
    {
    }

    private Bottleneck(
        ConvBnAct first, ConvBnAct second, ConvBnAct third, ConvBnAct? shortcut, nn.Module<Tensor, Tensor> activation, string shortcutName)
        : base(nameof(Bottleneck))
    {
        (First, Second, Third, Shortcut, Activation) = (first, second, third, shortcut, activation);
        this.shortcutName = shortcutName;
        foreach (var (index, part) in new[] { First, Second, Third }.Index())
        {
            part.RegisterAs(this, index + 1);
        }

        register_module("relu3", Activation);
        if (Shortcut is not null)
        {
            register_module(shortcutName, Shortcut);
        }
    }

    /// <summary>conv1, bn1 and its activation.</summary>
    public ConvBnAct First { get; }

    /// <summary>conv2, bn2 and its activation.</summary>
    public ConvBnAct Second { get; }

    /// <summary>conv3 and bn3, linear.</summary>
    public ConvBnAct Third { get; }

    /// <summary>The 1×1 projection, or null where the input is added as it is.</summary>
    public ConvBnAct? Shortcut { get; }

    /// <summary>Applied to the sum.</summary>
    public nn.Module<Tensor, Tensor> Activation { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<nn.Module<Tensor, Tensor>> Parts =>
        Shortcut is null ? [First, Second, Third, Activation] : [First, Second, Third, Shortcut, Activation];

    /// <inheritdoc/>
    public override Bottleneck Rebuild(Func<nn.Module<Tensor, Tensor>, nn.Module<Tensor, Tensor>> layer) =>
        new(First.Rebuild(layer), Second.Rebuild(layer), Third.Rebuild(layer), Shortcut?.Rebuild(layer), Activation.Rebuild(layer), shortcutName);

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var sum = Third.call(Second.call(First.call(input)));

        // In place: neither normalisation nor convolution needs its own output again for the gradient.
        sum.add_(Shortcut is null ? input : Shortcut.call(input));
        return Activation.call(sum).MoveToOuterDisposeScope();
    }
}
