namespace EdgeKd.Reparameterization;

/// <summary>The mode that the layers of one network compute in; the network sets it around each pass.</summary>
internal sealed class ActiveChannels
{
    /// <summary>The student between passes, so that the network evaluates, exports and diagnoses as what is shipped.</summary>
    public ChannelMode Mode { get; set; } = ChannelMode.Student;
}
