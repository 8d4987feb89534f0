using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Models.Blocks;

/// <summary>The residual block of wide ResNets: a = act(norm(x)), then second(first(a)) plus x, or plus a projection of a.</summary>
/// <remarks>
/// Zagoruyko and Komodakis, "Wide Residual Networks" (2016), after He et al., "Identity Mappings in Deep Residual Networks"
/// (2016); no dropout. Its output is linear: the next block normalises and activates it. Checkpoint names bn1, conv1, bn2,
/// conv2, convShortcut.
/// </remarks>
public sealed class PreActivationBlock : Block
{
    /// <param name="inputChannels">C of the N×C×H×W input.</param>
    /// <param name="outputChannels">Channels of the output; as many as the input's leave the projection out.</param>
    /// <param name="stride">Stride of the first convolution and of the projection.</param>
    /// <exception cref="ArgumentException">A stride without a change of channels: the input could not be added.</exception>
    public PreActivationBlock(long inputChannels, long outputChannels, long stride)
        : this(
            nn.BatchNorm2d(inputChannels),
            nn.ReLU(inplace: true),
            new ConvBnAct(inputChannels, outputChannels, 3, stride, activation: nn.ReLU(inplace: true)),
            nn.Conv2d(outputChannels, outputChannels, 3, padding: 1, bias: false),
            inputChannels == outputChannels ? null : nn.Conv2d(inputChannels, outputChannels, 1, stride: stride, bias: false))
    {
        if (stride != 1 && Shortcut is null)
        {
            throw new ArgumentException($"A pre-activation block of stride {stride} needs other channels at its output than {inputChannels}: its input is added only where shapes agree.");
        }
    }

    private PreActivationBlock(
        nn.Module<Tensor, Tensor> norm,
        nn.Module<Tensor, Tensor> activation,
        ConvBnAct first,
        nn.Module<Tensor, Tensor> second,
        nn.Module<Tensor, Tensor>? shortcut)
        : base(nameof(PreActivationBlock))
    {
        (Norm, Activation, First, Second, Shortcut) = (norm, activation, first, second, shortcut);
        register_module("bn1", Norm);
        register_module("relu1", Activation);
        register_module("conv1", First.Conv);
        register_module("bn2", First.Norm);
        register_module("relu2", First.Activation!);
        register_module("conv2", Second);
        if (Shortcut is not null)
        {
            register_module("convShortcut", Shortcut);
        }
    }

    /// <summary>bn1, of the input.</summary>
    public nn.Module<Tensor, Tensor> Norm { get; }

    /// <summary>Behind <see cref="Norm"/>.</summary>
    public nn.Module<Tensor, Tensor> Activation { get; }

    /// <summary>conv1, bn2 and its activation.</summary>
    public ConvBnAct First { get; }

    /// <summary>conv2, without a normalisation.</summary>
    public nn.Module<Tensor, Tensor> Second { get; }

    /// <summary>The 1×1 convolution of the activated input, or null where the input itself is added.</summary>
    public nn.Module<Tensor, Tensor>? Shortcut { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<nn.Module<Tensor, Tensor>> Parts =>
        Shortcut is null ? [Norm, Activation, First, Second] : [Norm, Activation, First, Second, Shortcut];

    /// <inheritdoc/>
    public override PreActivationBlock Rebuild(Func<nn.Module<Tensor, Tensor>, nn.Module<Tensor, Tensor>> layer) =>
        new(Norm.Rebuild(layer), Activation.Rebuild(layer), First.Rebuild(layer), Second.Rebuild(layer), Shortcut?.Rebuild(layer));

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var activated = Activation.call(Norm.call(input));
        var sum = Second.call(First.call(activated));

        // In place: a convolution does not need its own output for the gradient.
        sum.add_(Shortcut is null ? input : Shortcut.call(activated));
        return sum.MoveToOuterDisposeScope();
    }
}
