using TorchSharp;
using TorchSharp.Extensions;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Quantization;

/// <summary>A layer that computes as it will on integers: its weights rounded, and its output where it is a point of the network.</summary>
/// <remarks>
/// Weights are symmetric, with one scale an output channel: max |w| / (2^(bits−1) − 1). That scale follows the weights, so none
/// is ever clipped and the gradient passes to all. Biases stay float: their int32 steps are those of the sum itself, far below
/// a step of the output. A batch normalisation that was not folded keeps its statistics.
/// </remarks>
internal sealed class FakeQuantizedLayer : nn.Module<Tensor, Tensor>
{
    private readonly nn.Module<Tensor, Tensor> layer;
    private readonly ActivationQuantizer? output;
    private readonly long largestWeight;

    /// <param name="layer">The layer, whose parameters are trained; registered as <c>layer</c>.</param>
    /// <param name="output">Takes the output; registered as <c>output</c>. Null leaves it as it is.</param>
    /// <param name="weightBits">Bits of a weight.</param>
    /// <exception cref="ArgumentException">A convolution that pads with anything but zeros.</exception>
    public FakeQuantizedLayer(nn.Module<Tensor, Tensor> layer, ActivationQuantizer? output, int weightBits)
        : base(nameof(FakeQuantizedLayer))
    {
        if (layer is Conv2d { padding_mode: not (PaddingModes.Zeros or PaddingModes.Constant) } conv)
        {
            throw new ArgumentException(
                $"A convolution that pads with {conv.padding_mode} cannot be tuned for integers: use {nameof(PaddingModes.Zeros)}.");
        }

        (this.layer, this.output) = (layer, output);
        largestWeight = (1L << (weightBits - 1)) - 1;
        register_module("layer", layer);
        if (output is not null)
        {
            register_module("output", output);
        }
    }

    /// <summary>Whether weights are rounded.</summary>
    public bool RoundsWeights { get; set; }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var result = layer switch
        {
            Conv2d { padding_type: { } named } conv =>
                nn.functional.conv2d_padding(input, Rounded(conv.weight!), conv.bias, conv.stride, named, conv.dilation, conv.groups),
            Conv2d conv =>
                nn.functional.conv2d(input, Rounded(conv.weight!), conv.bias, conv.stride, conv.padding, conv.dilation, conv.groups),
            Linear linear => nn.functional.linear(input, Rounded(linear.weight), linear.bias),
            BatchNorm { running_mean: not null } norm =>
                nn.functional.batch_norm(input, norm.running_mean, norm.running_var, norm.weight, norm.bias, eps: norm.eps),
            _ => layer.call(input),
        };
        return (output is null ? result : output.call(result)).MoveToOuterDisposeScope();
    }

    /// <summary>Does nothing: the parts are registered by hand.</summary>
    protected override void RegisterComponents()
    {
    }

    private Tensor Rounded(Tensor weight)
    {
        if (!RoundsWeights)
        {
            return weight;
        }

        using var scope = NewDisposeScope();
        Tensor scale;
        using (no_grad())
        {
            var magnitude = weight.detach().abs().flatten(1).amax(1);
            scale = where(magnitude > 0, magnitude / largestWeight, ones_like(magnitude));
        }

        var zeroPoint = zeros_like(scale, dtype: ScalarType.Int32);
        return FakeQuantize.PerChannel(weight, scale, zeroPoint, 0, -largestWeight, largestWeight).MoveToOuterDisposeScope();
    }
}
