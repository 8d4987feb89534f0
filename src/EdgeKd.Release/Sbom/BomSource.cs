namespace EdgeKd.Release;

/// <summary>Something that a model was made from: a data set or a teacher.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="License">Its licence: an SPDX expression, another name, or null where nobody said.</param>
/// <param name="Sha256">The SHA-256 of what was read of it, 64 lower-case hexadecimal digits; null where there is none.</param>
/// <param name="Description">One sentence about it; null for none.</param>
public sealed record BomSource(string Name, string? License, string? Sha256 = null, string? Description = null);
