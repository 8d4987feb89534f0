using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Reparameterization;

/// <summary>A batch normalisation of one or two dimensions whose networks share scale and shift and have statistics of their own.</summary>
/// <remarks>
/// Parameters <c>weight</c>, <c>bias</c>; buffers <c>running_mean</c>, <c>running_var</c> (the teacher's, r·C values),
/// <c>student_running_mean</c>, <c>student_running_var</c> (the student's, C values) and <c>num_batches_tracked</c>, which counts
/// the student's batches. The first block of the teacher's statistics would be wrong for the student: its activations are
/// sums over one input replica, the teacher's over all.
/// </remarks>
public sealed class DynamicBatchNorm : nn.Module<Tensor, Tensor>, IDynamicLayer
{
    private const string Mean = "running_mean";
    private const string Variance = "running_var";
    private const string StudentPrefix = "student_";
    private const string Count = "num_batches_tracked";

    private readonly ActiveChannels channels;
    private readonly Func<BatchNorm> createStock;
    private readonly SharedTensor? weight;
    private readonly SharedTensor? bias;
    private readonly bool tracks;
    private readonly double momentum;
    private readonly double eps;
    private readonly long features;
    private readonly DynamicConvolution? before;

    /// <param name="norm">The student's layer.</param>
    /// <param name="ratio">r.</param>
    /// <param name="channels">The network's mode.</param>
    /// <param name="before">The convolution whose output this layer alone reads, where it has a bias to fold; or null.</param>
    internal DynamicBatchNorm(BatchNorm norm, int ratio, ActiveChannels channels, DynamicConvolution? before)
        : base(nameof(DynamicBatchNorm))
    {
        (this.channels, this.before) = (channels, before);
        (momentum, eps, features) = (norm.momentum!.Value, norm.eps, norm.num_features);
        tracks = norm.running_mean is not null;
        var (affine, tracking) = (norm.affine, norm.track_running_stats);
        createStock = norm is BatchNorm1d
            ? () => nn.BatchNorm1d(features, eps, momentum, affine, tracking)
            : () => nn.BatchNorm2d(features, eps, momentum, affine, tracking);

        var tiling = new Tiling(ratio, 1);
        if (affine)
        {
            weight = SharedTensor.Parameter(this, "weight", norm.weight, tiling, norm.weight.requires_grad);
            bias = SharedTensor.Parameter(this, "bias", norm.bias!, tiling, norm.bias!.requires_grad);
        }

        if (tracks)
        {
            void Register(string name, Tensor values, Tiling rule) => SharedTensor.Buffer(this, name, values, rule);
            Register(Mean, norm.running_mean!, tiling);
            Register(Variance, norm.running_var!, tiling);
            register_buffer(Count, norm.num_batches_tracked!.clone().DetachFromDisposeScope());
            Register(StudentPrefix + Mean, norm.running_mean!, Tiling.None);
            Register(StudentPrefix + Variance, norm.running_var!, Tiling.None);
        }
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var mode = channels.Mode;
        var prefix = mode == ChannelMode.Student ? StudentPrefix : "";
        if (tracks && training && mode == ChannelMode.Student)
        {
            get_buffer(Count)!.add_(1);
        }

        return nn.functional.batch_norm(
            input,
            tracks ? get_buffer(prefix + Mean) : null,
            tracks ? get_buffer(prefix + Variance) : null,
            weight?.Read(mode),
            bias?.Read(mode),
            training || !tracks,
            momentum,
            eps).MoveToOuterDisposeScope();
    }

    nn.Module<Tensor, Tensor> IDynamicLayer.CreateStock()
    {
        var like = weight?.Read(ChannelMode.Student) ?? get_buffer(Mean);
        return like is null ? createStock() : createStock().to(like.device, like.dtype);
    }

    void IDynamicLayer.CollapseInto(nn.Module<Tensor, Tensor> stock)
    {
        if (stock is not BatchNorm norm || norm.num_features != features)
        {
            throw new ArgumentException(
                $"A batch normalisation of {features} channels cannot be written into a {stock.GetName()}: give a network built as the student was.");
        }

        if (weight is not null)
        {
            norm.weight.copy_(weight.Read(ChannelMode.Student));
            norm.bias!.copy_(bias!.Read(ChannelMode.Student));
        }

        if (tracks)
        {
            norm.running_mean!.copy_(get_buffer(StudentPrefix + Mean)!);
            norm.running_var!.copy_(get_buffer(StudentPrefix + Variance)!);
            norm.num_batches_tracked!.copy_(get_buffer(Count)!);

            // norm(x + c) with mean μ is norm(x) with mean μ − c.
            if (before?.Bias(ChannelMode.Student) is { } folded)
            {
                norm.running_mean!.sub_(folded);
            }
        }
    }

    /// <summary>Nothing: each tensor is registered by hand.</summary>
    protected override void RegisterComponents()
    {
    }
}
