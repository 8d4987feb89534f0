namespace EdgeKd.Data.Cifar;

/// <summary>The files of a CIFAR data set in its binary version.</summary>
/// <remarks>A record is the label bytes (CIFAR-100: coarse, then fine) and 3 × 32 × 32 bytes, R, G, B, each row by row.
/// See the section "Binary version" of Krizhevsky's page of the data sets.</remarks>
internal sealed record CifarFormat(string[] TrainFiles, string TestFile, string NamesFile, int LabelBytes, int ClassCount)
{
    public const int Size = 32;
    public const int PixelBytes = 3 * Size * Size;

    public static CifarFormat Cifar10 { get; } = new(
        ["data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin"],
        "test_batch.bin", "batches.meta.txt", 1, 10);

    public static CifarFormat Cifar100 { get; } = new(["train.bin"], "test.bin", "fine_label_names.txt", 2, 100);

    /// <summary>Bytes of a record.</summary>
    public int RecordBytes => LabelBytes + PixelBytes;

    /// <summary>The names of all files.</summary>
    public IEnumerable<string> AllFiles => [.. TrainFiles, TestFile, NamesFile];
}
