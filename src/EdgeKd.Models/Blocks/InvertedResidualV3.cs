using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Models.Blocks;

/// <summary>MobileNetV3's block: expand (1×1), depthwise (k×k), squeeze-and-excite, project (1×1, linear), plus the input where shapes agree.</summary>
/// <remarks>
/// Howard et al., "Searching for MobileNetV3" (2019), figure 4. Checkpoint names as torchvision's: block.0 (expand), block.1
/// (depthwise), block.2 (squeeze-and-excite) and block.3 (project), counted without those that are left out.
/// </remarks>
public sealed class InvertedResidualV3 : Block
{
    private const double Epsilon = 1e-3;
    private const double Momentum = 0.01;

    /// <param name="inputChannels">C of the N×C×H×W input.</param>
    /// <param name="hiddenChannels">Channels of the depthwise convolution; as many as the input's leave the expansion out.</param>
    /// <param name="outputChannels">Channels of the output.</param>
    /// <param name="kernelSize">Odd side of the depthwise kernel.</param>
    /// <param name="stride">Stride of the depthwise convolution.</param>
    /// <param name="squeezeChannels">Channels inside squeeze-and-excite; null leaves it out.</param>
    /// <param name="activation">Makes the activation behind expansion and depthwise convolution.</param>
    public InvertedResidualV3(
        long inputChannels,
        long hiddenChannels,
        long outputChannels,
        long kernelSize,
        long stride,
        long? squeezeChannels,
        Func<nn.Module<Tensor, Tensor>> activation)
        : this(
            hiddenChannels == inputChannels ? null : Convolution(inputChannels, hiddenChannels, 1, activation: activation()),
            Convolution(hiddenChannels, hiddenChannels, kernelSize, stride, hiddenChannels, activation()),
            squeezeChannels is { } squeezed ? new SqueezeExcite(hiddenChannels, squeezed, nn.Hardsigmoid()) : null,
            Convolution(hiddenChannels, outputChannels, 1),
            hasShortcut: stride == 1 && inputChannels == outputChannels)
    {
    }

    private InvertedResidualV3(ConvBnAct? expand, ConvBnAct depthwise, SqueezeExcite? squeezeExcite, ConvBnAct project, bool hasShortcut)
        : base(nameof(InvertedResidualV3))
    {
        Expand = expand;
        Depthwise = depthwise;
        SqueezeExcite = squeezeExcite;
        Project = project;
        HasShortcut = hasShortcut;
        Block?[] parts = [Expand, Depthwise, SqueezeExcite, Project];
        Parts = [.. parts.OfType<nn.Module<Tensor, Tensor>>()];
        register_module("block", nn.Sequential(Parts.Select((module, index) => (index.ToString(), module)).ToArray()));
    }

    /// <summary>The 1×1 expansion, or null where it would not expand.</summary>
    public ConvBnAct? Expand { get; }

    /// <summary>The k×k convolution, one group a channel.</summary>
    public ConvBnAct Depthwise { get; }

    /// <summary>Weighs the depthwise convolution's channels; null where left out.</summary>
    public SqueezeExcite? SqueezeExcite { get; }

    /// <summary>The 1×1 projection, linear.</summary>
    public ConvBnAct Project { get; }

    /// <summary>Whether the input is added to the projection.</summary>
    public bool HasShortcut { get; }

    /// <summary>Convolution, normalisation and activation with MobileNetV3's settings of the normalisation (ε 0.001, momentum 0.01).</summary>
    internal static ConvBnAct Convolution(
        long inputChannels,
        long outputChannels,
        long kernelSize,
        long stride = 1,
        long groups = 1,
        nn.Module<Tensor, Tensor>? activation = null) =>
        new(inputChannels, outputChannels, kernelSize, stride, groups, activation, Epsilon, Momentum);

    /// <inheritdoc/>
    public override IReadOnlyList<nn.Module<Tensor, Tensor>> Parts { get; }

    /// <inheritdoc/>
    public override InvertedResidualV3 Rebuild(Func<nn.Module<Tensor, Tensor>, nn.Module<Tensor, Tensor>> layer) =>
        new(Expand?.Rebuild(layer), Depthwise.Rebuild(layer), SqueezeExcite?.Rebuild(layer), Project.Rebuild(layer), HasShortcut);

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = Depthwise.call(Expand is null ? input : Expand.call(input));
        if (SqueezeExcite is not null)
        {
            x = SqueezeExcite.call(x);
        }

        x = Project.call(x);
        if (HasShortcut)
        {
            x.add_(input);
        }

        return x.MoveToOuterDisposeScope();
    }
}
