namespace EdgeKd.Reparameterization;

/// <summary>How the branches begin, see <see cref="BranchInitialization"/>.</summary>
public enum BranchStart
{
    /// <summary>All branches but the frequency filters take part from the first step: scales ¼, ¼, 0, ½, 1/20, ½.</summary>
    Scratch,

    /// <summary>Only the plain kernel takes part (scales 1, 0, 0, 0, 0, 0), so that the block computes what the convolution did.</summary>
    FineTune,
}
