using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What the convolutions of one, two and three dimensions have in common.</summary>
public abstract class Convolution : nn.Module<Tensor, Tensor>
{
    /// <summary>The weight: out × in/groups × kernel.</summary>
    [ComponentName(Name = nameof(weight))]
    protected Parameter? _weight;

    /// <summary>The bias: out, or null.</summary>
    [ComponentName(Name = nameof(bias))]
    protected Parameter? _bias;

    /// <summary>The padding as <c>pad</c> takes it: last dimension first, each side.</summary>
    protected long[] _reversed_padding_repeated_twice = [];

    /// <summary>Makes a convolution with weights drawn as PyTorch draws them (Kaiming uniform, a = √5).</summary>
    protected Convolution(
        string name, long in_channels, long out_channels, long[] kernel_size, long[] stride, long[]? padding,
        Padding? padding_type, long[] dilation, bool transposed, long[] output_padding, long groups, bool bias,
        PaddingModes padding_mode, Device? device = null, ScalarType? dtype = null)
        : base(name)
    {
        if (transposed && padding_mode != PaddingModes.Zeros)
            throw new ArgumentException("Only PaddingModes.Zeros is supported for ConvTransposeND", nameof(padding_mode));
        if (groups <= 0 || in_channels % groups != 0 || out_channels % groups != 0)
            throw new ArgumentException($"in_channels ({in_channels}) and out_channels ({out_channels}) must be divisible by groups ({groups})", nameof(groups));
        this.in_channels = in_channels;
        this.out_channels = out_channels;
        this.kernel_size = kernel_size;
        this.stride = stride;
        this.dilation = dilation;
        this.transposed = transposed;
        this.output_padding = output_padding;
        this.groups = groups;
        this.padding_mode = padding_mode;
        if (padding_type is { } type)
            SetPadding(type);
        else
            SetPadding(padding ?? new long[kernel_size.Length]);

        long[] shape = transposed
            ? [in_channels, out_channels / groups, .. kernel_size]
            : [out_channels, in_channels / groups, .. kernel_size];
        weight = nn.Parameter(Allocation.Empty(shape, dtype, device));
        if (bias)
            this.bias = nn.Parameter(Allocation.Empty([out_channels], dtype, device));
        reset_parameters();
    }

    /// <summary>How many channels the input has.</summary>
    public long in_channels { get; }

    /// <summary>How many channels the output has.</summary>
    public long out_channels { get; }

    /// <summary>Whether this is the gradient of a convolution rather than one.</summary>
    public bool transposed { get; }

    /// <summary>The padding by name, or null when <see cref="padding"/> holds it.</summary>
    public Padding? padding_type { get; private set; }

    /// <summary>The padding of each dimension, or null when <see cref="padding_type"/> holds it.</summary>
    public long[]? padding { get; private set; }

    /// <summary>What stands around the input.</summary>
    public PaddingModes padding_mode { get; set; }

    /// <summary>Into how many independent groups the channels fall.</summary>
    public long groups { get; set; }

    /// <summary>The kernel's size.</summary>
    public long[] kernel_size { get; set; }

    /// <summary>The steps between outputs.</summary>
    public long[] stride { get; set; }

    /// <summary>The steps between kernel elements.</summary>
    public long[] dilation { get; set; }

    /// <summary>What a transposed convolution adds to one side of its output.</summary>
    public long[] output_padding { get; set; }

    /// <summary>The bias, or null. A new value replaces and disposes of the old one.</summary>
    public Parameter? bias
    {
        get => _bias;
        set => ReplaceParameter(ref _bias, value, nameof(bias));
    }

    /// <summary>The weight. A new value replaces and disposes of the old one.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public Parameter weight
    {
        get => _weight!;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            ReplaceParameter(ref _weight, value, nameof(weight));
        }
    }

    /// <summary>Draws weight and bias anew: both uniform within ±1/√(fan in).</summary>
    public void reset_parameters()
    {
        nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
        if (_bias is null)
            return;
        var (fanIn, _) = nn.init.CalculateFanInAndFanOut(weight);
        if (fanIn == 0)
            return;
        var bound = 1 / Math.Sqrt(fanIn);
        nn.init.uniform_(_bias, -bound, bound);
    }

    /// <summary>Sets the padding of each dimension.</summary>
    public void SetPadding(long[] padding)
    {
        padding_type = null;
        this.padding = padding;
        UpdateReversedPadding();
    }

    /// <summary>Sets the padding by name.</summary>
    public void SetPadding(Padding padding)
    {
        if (transposed)
            throw new ArgumentException("Cannot set padding type on ConvTransposeND");
        this.padding = null;
        padding_type = padding;
        UpdateReversedPadding();
    }

    /// <summary>Whether the input has this many spatial dimensions and the right channels, with or without a batch.</summary>
    protected bool ValidateShape(Tensor input, long dimensions)
    {
        var shape = input.shape;
        return (shape.Length == dimensions + 2 && shape[1] == in_channels) ||
               (shape.Length == dimensions + 1 && shape[0] == in_channels);
    }

    private void UpdateReversedPadding()
    {
        _reversed_padding_repeated_twice = new long[kernel_size.Length * 2];
        if (padding_type == Padding.Same && stride.Any(step => step != 1))
            throw new ArgumentException("padding='same' is not supported for strided convolutions");
        for (var i = 0; i < kernel_size.Length; i++)
        {
            var total = padding_type == Padding.Same ? dilation[i] * (kernel_size[i] - 1) : 2 * (padding?[i] ?? 0);
            var at = 2 * (kernel_size.Length - 1 - i);
            _reversed_padding_repeated_twice[at] = total / 2;
            _reversed_padding_repeated_twice[at + 1] = total - total / 2;
        }
    }
}
