namespace EdgeKd.Edge.Targets.Runner;

/// <summary>The result of a runner's <c>probe</c>.</summary>
/// <param name="Schema">The version of this schema: 1.</param>
/// <param name="Runner">The runner's version.</param>
/// <param name="Device">The machine.</param>
internal sealed record ProbeResult(int Schema, string Runner, DeviceDescription Device);
