namespace EdgeKd.Edge.Targets.Ssh;

/// <summary>How a device is reached by ssh. Keys and known hosts are those of the system's ssh unless named here.</summary>
public sealed record SshOptions
{
    /// <summary>The device, <c>host</c> or <c>user@host</c>, as ssh takes it.</summary>
    public required string Host { get; init; }

    /// <summary>The port; null for ssh's own choice.</summary>
    public int? Port { get; init; }

    /// <summary>The file of the private key; null for ssh's own choice.</summary>
    public string? Identity { get; init; }

    /// <summary>The file of known hosts; null for ssh's own. A host that is not in it is refused.</summary>
    public string? KnownHosts { get; init; }

    /// <summary>Processors to run on, such as <c>0,2</c>; null for all.</summary>
    public string? Affinity { get; init; }

    /// <summary>ONNX Runtime's execution provider, such as <c>cpu</c> or <c>xnnpack</c>.</summary>
    public string Provider { get; init; } = "cpu";

    /// <summary>Another runner than the one that is built for the device's architecture.</summary>
    public string? Runner { get; init; }

    /// <summary>Another libonnxruntime.so than that runner's.</summary>
    public string? Runtime { get; init; }
}
