namespace EdgeKd.Benchmarks;

/// <summary>One row of the results.</summary>
/// <param name="Kind">What kind of work: the group's name.</param>
/// <param name="Name">What was measured.</param>
/// <param name="Value">The number, in <paramref name="Unit"/>.</param>
/// <param name="Unit"><c>images/s</c> (more is better); <c>s</c>, <c>ms</c>, <c>µs</c> or <c>%</c> (less is better).</param>
/// <param name="Peer">What it is compared with; null where it stands alone.</param>
/// <param name="PeerValue">The peer's number, in the same unit.</param>
internal sealed record Measurement(string Kind, string Name, double Value, string Unit, string? Peer = null, double? PeerValue = null)
{
    /// <summary>How many times as fast as the peer.</summary>
    public double? SpeedRatio => PeerValue is not { } peer ? null : Unit == "images/s" ? Value / peer : peer / Value;
}
