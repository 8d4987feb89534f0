namespace EdgeKd.Reparameterization;

/// <summary>Which convolutions become blocks of branches.</summary>
public enum BranchScope
{
    /// <summary>None: the teacher is wider only.</summary>
    None,

    /// <summary>3×3 with stride 1 and padding 1, dense or depthwise, the stem included; as the authors do.</summary>
    Stride1Conv3x3,

    /// <summary>3×3 with any stride. The branches merge before the convolution, so this is as exact; it is ours.</summary>
    AllConv3x3,
}
