using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Models.Blocks;

/// <summary>Convolution, batch normalisation, and an activation where there is one.</summary>
/// <remarks>
/// As a child of its own its parts carry the names 0, 1 and 2, as in a sequence. A block whose published checkpoint names
/// differ (conv1, bn1) registers <see cref="Conv"/> and <see cref="Norm"/> itself and keeps this one as a view of them.
/// </remarks>
public sealed class ConvBnAct : Block
{
    /// <param name="inputChannels">C of the N×C×H×W input.</param>
    /// <param name="outputChannels">Channels of the output.</param>
    /// <param name="kernelSize">Odd side of the square kernel; the padding keeps the resolution at stride 1.</param>
    /// <param name="stride">Stride of the convolution.</param>
    /// <param name="groups">Channel groups; <paramref name="inputChannels"/> of them make the convolution depthwise.</param>
    /// <param name="activation">Applied last; null leaves the result linear.</param>
    /// <param name="epsilon">Added to the variance by the normalisation.</param>
    /// <param name="momentum">Share of a batch's statistics in the running ones.</param>
    /// <param name="bias">Whether the convolution has a bias. The normalisation takes it away again; some published checkpoints hold one.</param>
    public ConvBnAct(
        long inputChannels,
        long outputChannels,
        long kernelSize,
        long stride = 1,
        long groups = 1,
        nn.Module<Tensor, Tensor>? activation = null,
        double epsilon = 1e-5,
        double momentum = 0.1,
        bool bias = false)
        : this(
            nn.Conv2d(inputChannels, outputChannels, kernelSize, stride: stride, padding: kernelSize / 2, groups: groups, bias: bias),
            nn.BatchNorm2d(outputChannels, epsilon, momentum),
            activation)
    {
    }

    private ConvBnAct(nn.Module<Tensor, Tensor> conv, nn.Module<Tensor, Tensor> norm, nn.Module<Tensor, Tensor>? activation)
        : base(nameof(ConvBnAct))
    {
        Conv = conv;
        Norm = norm;
        Activation = activation;
        register_module("0", Conv);
        register_module("1", Norm);
        if (activation is not null)
        {
            register_module("2", activation);
        }
    }

    /// <summary>The convolution, a <c>Conv2d</c> unless it was replaced.</summary>
    public nn.Module<Tensor, Tensor> Conv { get; }

    /// <summary>The normalisation of its output, a <c>BatchNorm2d</c> unless it was replaced.</summary>
    public nn.Module<Tensor, Tensor> Norm { get; }

    /// <summary>The activation, or null.</summary>
    public nn.Module<Tensor, Tensor>? Activation { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<nn.Module<Tensor, Tensor>> Parts => Activation is null ? [Conv, Norm] : [Conv, Norm, Activation];

    /// <inheritdoc/>
    public override ConvBnAct Rebuild(Func<nn.Module<Tensor, Tensor>, nn.Module<Tensor, Tensor>> layer) =>
        new(Conv.Rebuild(layer), Norm.Rebuild(layer), Activation?.Rebuild(layer));

    /// <summary>Registers the parts with the module that they are checkpointed in, as conv1, bn1 and relu1 or by another number.</summary>
    internal void RegisterAs(nn.Module owner, int number, string? activationName = null)
    {
        owner.register_module($"conv{number}", Conv);
        owner.register_module($"bn{number}", Norm);
        if (Activation is not null)
        {
            owner.register_module(activationName ?? $"relu{number}", Activation);
        }
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = Norm.call(Conv.call(input));
        if (Activation is not null)
        {
            x = Activation.call(x);
        }

        return x.MoveToOuterDisposeScope();
    }
}
