using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Models.Blocks;

/// <summary>The two-convolution residual block: act(second(first(x)) + shortcut(x)).</summary>
/// <remarks>He et al., "Deep Residual Learning for Image Recognition" (2016). Checkpoint names conv1, bn1, conv2, bn2, and downsample.0/1 or shortcut.0/1.</remarks>
public sealed class BasicBlock : Block
{
    /// <summary>torchvision's name of the projection.</summary>
    internal const string Downsample = "downsample";

    private readonly string shortcutName;

    /// <param name="inputChannels">C of the N×C×H×W input.</param>
    /// <param name="outputChannels">Channels of the output.</param>
    /// <param name="stride">Stride of the first convolution and of the shortcut.</param>
    /// <param name="shortcutName">Checkpoint name of the projection.</param>
    public BasicBlock(long inputChannels, long outputChannels, long stride, string shortcutName = Downsample)
        : this(
            new ConvBnAct(inputChannels, outputChannels, 3, stride, activation: nn.ReLU(inplace: true)),
            new ConvBnAct(outputChannels, outputChannels, 3),
            stride == 1 && inputChannels == outputChannels ? null : new ConvBnAct(inputChannels, outputChannels, 1, stride),
            nn.ReLU(inplace: true),
            shortcutName)
    {
    }

    private BasicBlock(ConvBnAct first, ConvBnAct second, ConvBnAct? shortcut, nn.Module<Tensor, Tensor> activation, string shortcutName)
        : base(nameof(BasicBlock))
    {
        First = first;
        Second = second;
        Shortcut = shortcut;
        Activation = activation;
        this.shortcutName = shortcutName;

        // The activations carry no weights of a checkpoint, yet a mode (train, eval) and a move to a device must reach them.
        First.RegisterAs(this, 1);
        Second.RegisterAs(this, 2);
        register_module("relu2", Activation);
        if (Shortcut is not null)
        {
            register_module(shortcutName, Shortcut);
        }
    }

    /// <summary>conv1, bn1 and its activation.</summary>
    public ConvBnAct First { get; }

    /// <summary>conv2 and bn2, linear.</summary>
    public ConvBnAct Second { get; }

    /// <summary>The 1×1 projection, or null where the input is added as it is.</summary>
    public ConvBnAct? Shortcut { get; }

    /// <summary>Applied to the sum.</summary>
    public nn.Module<Tensor, Tensor> Activation { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<nn.Module<Tensor, Tensor>> Parts => Shortcut is null ? [First, Second, Activation] : [First, Second, Shortcut, Activation];

    /// <inheritdoc/>
    public override BasicBlock Rebuild(Func<nn.Module<Tensor, Tensor>, nn.Module<Tensor, Tensor>> layer) =>
        new(First.Rebuild(layer), Second.Rebuild(layer), Shortcut?.Rebuild(layer), Activation.Rebuild(layer), shortcutName);

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var sum = Second.call(First.call(input));

        // In place: neither normalisation nor convolution needs its own output again for the gradient.
        sum.add_(Shortcut is null ? input : Shortcut.call(input));
        return Activation.call(sum).MoveToOuterDisposeScope();
    }
}
