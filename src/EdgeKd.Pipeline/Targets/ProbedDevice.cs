using EdgeKd.Edge.Targets;

namespace EdgeKd.Pipeline.Targets;

/// <summary>A configured target, and what it says of itself.</summary>
/// <param name="Name">Its name in the recipe.</param>
/// <param name="Kind">One of <see cref="TargetKinds"/>.</param>
/// <param name="Device">The machine; null where it did not answer.</param>
/// <param name="Failure">Why it did not answer; null where it did.</param>
public sealed record ProbedDevice(string Name, string Kind, DeviceDescription? Device, string? Failure);
