namespace EdgeKd.Reparameterization;

/// <summary>Which of the two networks that share one set of tensors computes.</summary>
public enum ChannelMode
{
    /// <summary>All channels: the dynamic teacher.</summary>
    Teacher,

    /// <summary>The first block of channels, rescaled: the student.</summary>
    Student,
}
