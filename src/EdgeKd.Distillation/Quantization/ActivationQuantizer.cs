using TorchSharp;
using TorchSharp.Extensions;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Quantization;

/// <summary>One point of a network at which its activations become integers: asymmetric, one scale for the whole tensor.</summary>
/// <remarks>
/// Jacob et al., "Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference" (2018), sections
/// 2.1 and 3.1. With the range [a, b] widened to 0: scale = (b − a) / (2^bits − 1), zero point = round(−a / scale). Its state is
/// a and b, the buffers <c>minimum</c> and <c>maximum</c>.
/// </remarks>
internal sealed class ActivationQuantizer : nn.Module<Tensor, Tensor>
{
    private readonly long largest;
    private readonly double momentum;
    private readonly Tensor minimum;
    private readonly Tensor maximum;
    private int observed;

    /// <param name="options">Bits and momentum.</param>
    /// <param name="device">Where the activations are; null for the CPU.</param>
    public ActivationQuantizer(FakeQuantizationOptions options, Device? device = null)
        : base(nameof(ActivationQuantizer))
    {
        largest = (1L << options.ActivationBits) - 1;
        momentum = options.RangeMomentum;
        minimum = zeros([], dtype: ScalarType.Float32, device: device).DetachFromDisposeScope();
        maximum = zeros([], dtype: ScalarType.Float32, device: device).DetachFromDisposeScope();
        register_buffer("minimum", minimum);
        register_buffer("maximum", maximum);
    }

    /// <summary>What it does with what passes.</summary>
    public QuantizerMode Mode { get; set; } = QuantizerMode.Off;

    /// <summary>Whether the range follows the batches of a training.</summary>
    public bool Moves { get; set; }

    public QuantizationRange Range
    {
        get => new(minimum.ToSingle(), maximum.ToSingle());
        set
        {
            using var noGradient = no_grad();
            minimum.fill_(value.Min);
            maximum.fill_(value.Max);
        }
    }

    public override Tensor forward(Tensor input)
    {
        switch (Mode)
        {
            case QuantizerMode.Off:
                return input.alias();
            case QuantizerMode.Observing:
                Follow(input, 1.0 / ++observed);
                return input.alias();
            default:
                if (Moves && training)
                {
                    Follow(input, momentum);
                }

                return Quantize(input);
        }
    }

    /// <summary>Forgets what it observed.</summary>
    public void Reset() => observed = 0;

    private Tensor Quantize(Tensor input)
    {
        using var scope = NewDisposeScope();
        Tensor scale, zeroPoint;
        using (no_grad())
        {
            var low = minimum.clamp_max(0);
            var width = maximum.clamp_min(0) - low;

            // A tensor that is 0 everywhere: any scale gives it back.
            scale = where(width > 0, width / largest, ones_like(width));
            zeroPoint = (low / scale).round().neg().to_type(ScalarType.Int32);
        }

        return FakeQuantize.PerTensor(input, scale, zeroPoint, 0, largest).MoveToOuterDisposeScope();
    }

    private void Follow(Tensor input, double share)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var (low, high) = input.detach().aminmax();
        minimum.mul_(1 - share).add_(low, alpha: share);
        maximum.mul_(1 - share).add_(high, alpha: share);
    }
}
