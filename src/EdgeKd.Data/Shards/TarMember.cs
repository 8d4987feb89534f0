namespace EdgeKd.Data.Shards;

/// <summary>A file in a tar file.</summary>
/// <param name="Name">Its name, with slashes.</param>
/// <param name="Offset">Where its bytes begin in the tar file.</param>
/// <param name="SizeBytes">How many there are.</param>
internal readonly record struct TarMember(string Name, long Offset, int SizeBytes);
