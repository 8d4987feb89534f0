namespace EdgeKd.Data;

/// <summary>One image of a <see cref="DataLock"/>.</summary>
/// <param name="Path">Its path below the data's folder or roots, with slashes.</param>
/// <param name="SizeBytes">The size of its file, in bytes.</param>
/// <param name="Sha256">The SHA-256 of its file, 64 lower-case hexadecimal digits; null where the file was not read.</param>
/// <param name="Label">Its class.</param>
/// <param name="Part">Its part.</param>
public sealed record LockedImage(string Path, long SizeBytes, string? Sha256, string Label, ImagePart Part);
