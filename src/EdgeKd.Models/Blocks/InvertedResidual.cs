using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Models.Blocks;

/// <summary>MobileNetV2's block: expand (1×1), depthwise (3×3), project (1×1, linear), plus the input where shapes agree.</summary>
/// <remarks>
/// Sandler et al., "MobileNetV2: Inverted Residuals and Linear Bottlenecks" (2018). Checkpoint names as torchvision's:
/// conv.0.0, conv.0.1 (expand), conv.1.0, conv.1.1 (depthwise), conv.2, conv.3 (project); one less each without expansion; see
/// <see cref="InOneSequence"/> for the other form in use.
/// </remarks>
public sealed class InvertedResidual : Block
{
    private readonly string? sequenceName;

    /// <param name="inputChannels">C of the N×C×H×W input.</param>
    /// <param name="outputChannels">Channels of the output.</param>
    /// <param name="stride">Stride of the depthwise convolution.</param>
    /// <param name="expansion">Factor of the hidden channels; 1 leaves the expansion out.</param>
    public InvertedResidual(long inputChannels, long outputChannels, long stride, long expansion)
        : this(
            expansion == 1 ? null : new ConvBnAct(inputChannels, inputChannels * expansion, 1, activation: nn.ReLU6(inplace: true)),
            new ConvBnAct(inputChannels * expansion, inputChannels * expansion, 3, stride, groups: inputChannels * expansion, activation: nn.ReLU6(inplace: true)),
            new ConvBnAct(inputChannels * expansion, outputChannels, 1),
            hasShortcut: stride == 1 && inputChannels == outputChannels,
            sequenceName: null)
    {
    }

    private InvertedResidual(ConvBnAct? expand, ConvBnAct depthwise, ConvBnAct project, bool hasShortcut, string? sequenceName)
        : base(nameof(InvertedResidual))
    {
        Expand = expand;
        Depthwise = depthwise;
        Project = project;
        HasShortcut = hasShortcut;
        this.sequenceName = sequenceName;

        IReadOnlyList<nn.Module<Tensor, Tensor>> body = (Expand, sequenceName) switch
        {
            (_, not null) => [.. Expand?.Parts ?? [], .. Depthwise.Parts, .. Project.Parts],
            (null, _) => [Depthwise, .. Project.Parts],
            _ => [Expand, Depthwise, .. Project.Parts],
        };
        register_module(sequenceName ?? "conv", nn.Sequential(body.Select((module, index) => (index.ToString(), module)).ToArray()));
    }

    /// <summary>The form with all layers in one sequence and an expansion even where it does not expand, as mdistiller's checkpoints have it.</summary>
    /// <remarks>Names 0, 1 (expand), 3, 4 (depthwise), 6, 7 (project) below that of the sequence.</remarks>
    /// <param name="sequenceName">Checkpoint name of the sequence.</param>
    /// <param name="inputChannels">C of the N×C×H×W input.</param>
    /// <param name="outputChannels">Channels of the output.</param>
    /// <param name="stride">Stride of the depthwise convolution.</param>
    /// <param name="expansion">Factor of the hidden channels.</param>
    /// <param name="activation">Makes the activation behind expansion and depthwise convolution.</param>
    /// <param name="bias">Whether the convolutions have biases.</param>
    public static InvertedResidual InOneSequence(
        string sequenceName,
        long inputChannels,
        long outputChannels,
        long stride,
        long expansion,
        Func<nn.Module<Tensor, Tensor>> activation,
        bool bias)
    {
        var hidden = inputChannels * expansion;
        return new(
            new ConvBnAct(inputChannels, hidden, 1, activation: activation(), bias: bias),
            new ConvBnAct(hidden, hidden, 3, stride, hidden, activation(), bias: bias),
            new ConvBnAct(hidden, outputChannels, 1, bias: bias),
            hasShortcut: stride == 1 && inputChannels == outputChannels,
            sequenceName);
    }

    /// <summary>The 1×1 expansion, or null where it is left out.</summary>
    public ConvBnAct? Expand { get; }

    /// <summary>The 3×3 convolution, one group a channel.</summary>
    public ConvBnAct Depthwise { get; }

    /// <summary>The 1×1 projection, linear.</summary>
    public ConvBnAct Project { get; }

    /// <summary>Whether the input is added to the projection.</summary>
    public bool HasShortcut { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<nn.Module<Tensor, Tensor>> Parts => Expand is null ? [Depthwise, Project] : [Expand, Depthwise, Project];

    /// <inheritdoc/>
    public override InvertedResidual Rebuild(Func<nn.Module<Tensor, Tensor>, nn.Module<Tensor, Tensor>> layer) =>
        new(Expand?.Rebuild(layer), Depthwise.Rebuild(layer), Project.Rebuild(layer), HasShortcut, sequenceName);

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = Project.call(Depthwise.call(Expand is null ? input : Expand.call(input)));
        if (HasShortcut)
        {
            x.add_(input);
        }

        return x.MoveToOuterDisposeScope();
    }
}
