using static TorchSharp.torch;

namespace EdgeKd.Reparameterization;

/// <summary>The branch factors of one convolution, shared between teacher and student.</summary>
/// <remarks>
/// Sliced first and merged then: for a dense convolution the sequence branch of the teacher sums over all r·C middle channels,
/// the student's only over its own C, so that a slice of the merged kernel would be another kernel after training.
/// </remarks>
internal sealed class DynamicBranches : nn.Module
{
    private readonly SharedTensor origin, avg, priorPointwise, priorBank, sequencePointwise, sequenceIdentity, sequenceKernel;
    private readonly SharedTensor full, depthwiseSeparableDepthwise, depthwiseSeparablePointwise, scale;
    private readonly SharedTensor? bias;
    private readonly int count;

    public DynamicBranches(BranchFactors factors, LayerTiling tiling, int count, bool hasBias, bool trained, double noise)
        : base("branch")
    {
        using var scope = NewDisposeScope();
        this.count = count;

        // What takes no part in the first M branches is kept as it is, and not trained.
        SharedTensor Factor(int branch, string name, Tensor student, Tiling rule) => branch < count
            ? SharedTensor.Parameter(this, name, student, rule, trained)
            : SharedTensor.Buffer(this, name, student, rule);

        origin = SharedTensor.Parameter(this, "origin", factors.Origin, tiling.Weight, trained, noise);
        avg = Factor(1, "avg", factors.Avg, tiling.Weight);
        priorPointwise = Factor(2, "prior_pw", factors.PriorPointwise, tiling.Weight);
        sequencePointwise = Factor(3, "seq_pw", factors.SequencePointwise, tiling.InputMixing);
        sequenceKernel = Factor(3, "seq_kxk", factors.SequenceKernel, tiling.Weight);
        full = Factor(4, "full", factors.Full, tiling.Weight);
        depthwiseSeparableDepthwise = Factor(5, "dwsep_dw", factors.DepthwiseSeparableDepthwise, tiling.PerInput);
        depthwiseSeparablePointwise = Factor(5, "dwsep_pw", factors.DepthwiseSeparablePointwise, tiling.Weight);
        scale = SharedTensor.Parameter(this, "scale", factors.Scale.narrow(0, 0, count), tiling.Scales, trained);
        bias = hasBias ? SharedTensor.Parameter(this, "bias", factors.Bias, tiling.Bias, trained) : null;
        sequenceIdentity = SharedTensor.Buffer(this, "seq_identity", factors.SequenceIdentity, tiling.InputMixing);
        priorBank = SharedTensor.Buffer(this, "prior_bank", factors.PriorBank, tiling.PerOutput);
    }

    /// <summary>The merged kernel of one network, in the caller's dispose scope.</summary>
    public Tensor Kernel(ChannelMode mode, long groups)
    {
        using var scope = NewDisposeScope();
        return BranchKernel.Merge(Read(mode), groups, count).MoveToOuterDisposeScope();
    }

    /// <summary>The kernels of one network, a branch each, in the caller's dispose scope; their sum is <see cref="Kernel"/>.</summary>
    public IReadOnlyList<Tensor> Terms(ChannelMode mode, long groups) => BranchKernel.Terms(Read(mode), groups, count);

    private BranchFactors Read(ChannelMode mode) => new(
        Origin: origin.Read(mode),
        Avg: avg.Read(mode),
        PriorPointwise: priorPointwise.Read(mode),
        PriorBank: priorBank.Read(mode),
        SequencePointwise: sequencePointwise.Read(mode),
        SequenceIdentity: sequenceIdentity.Read(mode),
        SequenceKernel: sequenceKernel.Read(mode),
        Full: full.Read(mode),
        DepthwiseSeparableDepthwise: depthwiseSeparableDepthwise.Read(mode),
        DepthwiseSeparablePointwise: depthwiseSeparablePointwise.Read(mode),
        Scale: scale.Read(mode),

        // Takes no part in the kernel; a row of scales has its shape.
        Bias: scale.Read(mode).select(0, 0));

    /// <summary>What one network adds after the convolution, or null; see <see cref="SharedTensor.Read"/>.</summary>
    public Tensor? Bias(ChannelMode mode) => bias?.Read(mode);

    /// <summary>Nothing: each tensor is registered by hand.</summary>
    protected override void RegisterComponents()
    {
    }
}
