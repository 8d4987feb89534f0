namespace EdgeKd.Reparameterization;

/// <summary>How <see cref="InverseReparameterization"/> makes a dynamic teacher of a student.</summary>
public sealed record ExpansionOptions
{
    /// <summary>r, how many times as wide the teacher is; at least 2. A dense layer costs r² as much.</summary>
    public int Ratio { get; init; } = 2;

    /// <summary>The scale at which dense layers' tensors are stored.</summary>
    public Gauge Gauge { get; init; } = Gauge.Official;

    /// <summary>
    /// σ: the standard deviation of the symmetry-breaking noise in the layers with r×r blocks, as a share of the blocks' own; in
    /// [0, 1), 0 for none.
    /// </summary>
    /// <remarks>
    /// Each output replica's noises sum to zero and the student's block has none, so teacher and student still compute the
    /// same function (the authors add independent noise of 10⁻⁶, and then they do so only approximately). Without noise the
    /// replicas 2 … r have equal gradients and stay copies of one another for ever; with r = 2 there is only one such replica,
    /// and the student's loss sets it apart from the first.
    /// </remarks>
    public double Noise { get; init; } = 0.01;

    /// <summary>M, how many of the block's branches take part, in their order; 0 for no branches, at most 6.</summary>
    public int Branches { get; init; } = BranchKernel.MaximumCount;

    /// <summary>Which convolutions become blocks.</summary>
    public BranchScope Scope { get; init; } = BranchScope.Stride1Conv3x3;

    /// <summary>Module paths, as in the checkpoint (<c>features.0.0</c>), of convolutions in the scope that stay plain.</summary>
    public IReadOnlyCollection<string> PlainConvolutions { get; init; } = [];

    /// <summary>
    /// How the branches begin. From scratch the student computes another function than before, as a student with branches;
    /// a fine-tuning begins exactly at the given one.
    /// </summary>
    public BranchStart Start { get; init; } = BranchStart.Scratch;

    /// <summary>Side in pixels of the images on which the expansion is checked; 32 unless the network needs larger ones.</summary>
    public int CheckedImageSize { get; init; } = 32;

    internal bool HasBranches => Branches > 0 && Scope != BranchScope.None;

    internal void Check()
    {
        Require(Ratio >= 2, $"the ratio is {Ratio}: give how many times as wide as the student the teacher is, at least 2.");
        Require(Enum.IsDefined(Gauge), $"the gauge is {Gauge}: use {nameof(Gauge.Official)} or {nameof(Gauge.Unit)}.");
        Require(Noise is >= 0 and < 1, $"the noise is {Noise}: give a share of the weights' standard deviation in [0, 1), e.g. 0.01, or 0 for none.");
        Require(
            Branches is >= 0 and <= BranchKernel.MaximumCount,
            $"the number of branches is {Branches}: use 1 to {BranchKernel.MaximumCount}, or 0 for none.");
        Require(Enum.IsDefined(Scope), $"the branch scope is {Scope}: use {string.Join(", ", Enum.GetNames<BranchScope>())}.");
        Require(Enum.IsDefined(Start), $"the branch start is {Start}: use {string.Join(" or ", Enum.GetNames<BranchStart>())}.");
        Require(CheckedImageSize >= 1, $"the image size is {CheckedImageSize}: give the side of the images in pixels.");
    }

    private static void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw new ArgumentException($"Dynamic teacher: {message}");
        }
    }
}
