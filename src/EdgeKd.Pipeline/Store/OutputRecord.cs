namespace EdgeKd.Pipeline.Store;

/// <summary>One output file of a stage, as its stage.json lists it.</summary>
/// <param name="Name">File name inside the stage's folder.</param>
/// <param name="Kind">Whether the bytes follow from the key.</param>
/// <param name="SizeBytes">Size of the file.</param>
/// <param name="Sha256">SHA-256 of the file, 64 lower-case hex digits.</param>
/// <param name="ModifiedUtcTicks">When the file was last written: lets a large unchanged file be believed without reading it.</param>
public sealed record OutputRecord(string Name, OutputKind Kind, long SizeBytes, string Sha256, long ModifiedUtcTicks);
