using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Models.Blocks;

/// <summary>The two-convolution residual block: act(second(first(x)) + shortcut(x)).</summary>
/// <remarks>He et al., "Deep Residual Learning for Image Recognition" (2016). Checkpoint names conv1, bn1, conv2, bn2, downsample.0/1.</remarks>
public sealed class BasicBlock : Block
{
    /// <param name="inputChannels">C of the N×C×H×W input.</param>
    /// <param name="outputChannels">Channels of the output.</param>
    /// <param name="stride">Stride of the first convolution and of the shortcut.</param>
    public BasicBlock(long inputChannels, long outputChannels, long stride)
        : this(
            new ConvBnAct(inputChannels, outputChannels, 3, stride, activation: nn.ReLU()),
            new ConvBnAct(outputChannels, outputChannels, 3),
            stride == 1 && inputChannels == outputChannels ? null : new ConvBnAct(inputChannels, outputChannels, 1, stride),
            nn.ReLU())
    {
    }

    private BasicBlock(ConvBnAct first, ConvBnAct second, ConvBnAct? shortcut, nn.Module<Tensor, Tensor> activation)
        : base(nameof(BasicBlock))
    {
        First = first;
        Second = second;
        Shortcut = shortcut;
        Activation = activation;

        // The activations carry no weights of a checkpoint, yet a mode (train, eval) and a move to a device must reach them.
        register_module("conv1", First.Conv);
        register_module("bn1", First.Norm);
        register_module("relu1", First.Activation!);
        register_module("conv2", Second.Conv);
        register_module("bn2", Second.Norm);
        register_module("relu2", Activation);
        if (Shortcut is not null)
        {
            register_module("downsample", Shortcut);
        }
    }

    /// <summary>conv1, bn1 and its activation.</summary>
    public ConvBnAct First { get; }

    /// <summary>conv2 and bn2, linear.</summary>
    public ConvBnAct Second { get; }

    /// <summary>The 1×1 projection (downsample), or null where the input is added as it is.</summary>
    public ConvBnAct? Shortcut { get; }

    /// <summary>Applied to the sum.</summary>
    public nn.Module<Tensor, Tensor> Activation { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<nn.Module<Tensor, Tensor>> Parts => Shortcut is null ? [First, Second, Activation] : [First, Second, Shortcut, Activation];

    /// <inheritdoc/>
    public override BasicBlock Rebuild(Func<nn.Module<Tensor, Tensor>, nn.Module<Tensor, Tensor>> layer) =>
        new(First.Rebuild(layer), Second.Rebuild(layer), Shortcut?.Rebuild(layer), Activation.Rebuild(layer));

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
