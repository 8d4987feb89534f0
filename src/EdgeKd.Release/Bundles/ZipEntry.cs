namespace EdgeKd.Release;

/// <summary>What the headers of an archive say of an entry.</summary>
/// <param name="Name">Its path, ASCII.</param>
/// <param name="SizeBytes">Its size, in bytes.</param>
/// <param name="Crc32">The CRC-32 of its contents.</param>
internal sealed record ZipEntry(string Name, long SizeBytes, uint Crc32);
