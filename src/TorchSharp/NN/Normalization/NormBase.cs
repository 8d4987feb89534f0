using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What layers have in common that normalise each feature and may keep running statistics.</summary>
public abstract class NormBase : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = nameof(weight))]
    private protected Parameter? _weight;

    [ComponentName(Name = nameof(bias))]
    private protected Parameter? _bias;

    [ComponentName(Name = nameof(running_mean))]
    private protected Tensor? _running_mean;

    [ComponentName(Name = nameof(running_var))]
    private protected Tensor? _running_var;

    [ComponentName(Name = nameof(num_batches_tracked))]
    private protected Tensor? _num_batches_tracked;

    /// <summary>Makes a layer with scale 1, shift 0, mean 0 and variance 1.</summary>
    public NormBase(
        long num_features, double eps, double? momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype, string name)
        : base(name)
    {
        this.num_features = num_features;
        this.eps = eps;
        this.momentum = momentum;
        this.affine = affine;
        this.track_running_stats = track_running_stats;
        var size = new[] { num_features };
        if (affine)
        {
            weight = nn.Parameter(Allocation.Full(size, 1, dtype, device));
            bias = nn.Parameter(Allocation.Full(size, 0, dtype, device));
        }

        if (track_running_stats)
        {
            running_mean = Allocation.Full(size, 0, dtype, device);
            running_var = Allocation.Full(size, 1, dtype, device);
            num_batches_tracked = Allocation.Full([], 0, ScalarType.Int64, device);
        }
    }

    /// <summary>How many features (channels) are normalised.</summary>
    public long num_features { get; }

    /// <summary>What is added to the variance.</summary>
    public double eps { get; set; }

    /// <summary>The share of a new batch in the running statistics; null for the plain average over all batches.</summary>
    public double? momentum { get; set; }

    /// <summary>Whether there are a trained scale and shift.</summary>
    public bool affine { get; }

    /// <summary>Whether running statistics are kept and used in evaluation mode.</summary>
    public bool track_running_stats { get; }

    /// <summary>The shift of each feature, or null.</summary>
    public Parameter? bias
    {
        get => _bias;
        set => ReplaceParameter(ref _bias, value, nameof(bias));
    }

    /// <summary>The scale of each feature; null where <see cref="affine"/> is off.</summary>
    public Parameter weight
    {
        get => _weight!;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            ReplaceParameter(ref _weight, value, nameof(weight));
        }
    }

    /// <summary>The running mean of each feature, or null.</summary>
    public Tensor? running_mean
    {
        get => _running_mean;
        set => SetBuffer(ref _running_mean, value, nameof(running_mean));
    }

    /// <summary>The running unbiased variance of each feature, or null.</summary>
    public Tensor? running_var
    {
        get => _running_var;
        set => SetBuffer(ref _running_var, value, nameof(running_var));
    }

    /// <summary>How many batches the running statistics have seen (a 64-bit scalar), or null.</summary>
    public Tensor? num_batches_tracked
    {
        get => _num_batches_tracked;
        set => SetBuffer(ref _num_batches_tracked, value, nameof(num_batches_tracked));
    }

    /// <summary>Puts scale, shift and running statistics back to their first values.</summary>
    public void reset_parameters()
    {
        if (_running_mean is not null)
            nn.init.zeros_(_running_mean);
        if (_running_var is not null)
            nn.init.ones_(_running_var);
        if (_num_batches_tracked is not null)
            nn.init.zeros_(_num_batches_tracked);
        if (_weight is not null)
            nn.init.ones_(_weight);
        if (_bias is not null)
            nn.init.zeros_(_bias);
    }

    /// <summary>Throws when the input has the wrong number of dimensions.</summary>
    protected abstract void ValidateInputDimensions(Tensor input);

    private void SetBuffer(ref Tensor? field, Tensor? value, string name)
    {
        if (!ReferenceEquals(value, field))
            field?.Dispose();
        field = value?.DetachFromDisposeScope();
        ConditionallyRegisterBuffer(name, field);
    }
}
