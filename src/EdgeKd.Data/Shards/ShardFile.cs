namespace EdgeKd.Data;

/// <summary>A shard as its index states it.</summary>
/// <param name="Name">The file's name, without folders.</param>
/// <param name="Samples">Images in it.</param>
/// <param name="SizeBytes">Its size.</param>
/// <param name="Sha256">Its SHA-256, 64 lower-case hexadecimal digits.</param>
public sealed record ShardFile(string Name, int Samples, long SizeBytes, string Sha256);
