namespace EdgeKd.Data.Encoded;

/// <summary>Where an encoded picture lies.</summary>
/// <param name="File">A file, relative to the data's folder, with slashes.</param>
/// <param name="Offset">Where the picture begins in it.</param>
/// <param name="SizeBytes">How long it is; <see cref="WholeFile"/>: all of the file.</param>
internal readonly record struct EncodedPlace(string File, long Offset, int SizeBytes)
{
    /// <summary>The size that stands for all of a file.</summary>
    public const int WholeFile = -1;

    /// <summary>A file that is one picture.</summary>
    public static EncodedPlace Of(string file) => new(file, 0, WholeFile);
}
