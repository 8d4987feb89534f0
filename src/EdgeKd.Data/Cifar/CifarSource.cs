using System.Text;
using EdgeKd.Data.Sources;

namespace EdgeKd.Data.Cifar;

/// <summary>CIFAR-10 or CIFAR-100 from their binary files.</summary>
internal sealed class CifarSource : IImageSource
{
    private readonly CifarFormat _format;
    private readonly DataOptions _options;

    public CifarSource(CifarFormat format, string path, DataOptions options)
    {
        (_format, _options) = (format, options);
        var files = CifarFiles.Read(format, path);
        ClassNames = Encoding.UTF8.GetString(files[format.NamesFile]).Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (ClassNames.Count != format.ClassCount)
            throw new InvalidDataException($"{path}: {format.NamesFile} has {ClassNames.Count} names, not {format.ClassCount}");
        Train = MakePart(path, "train", Array.ConvertAll(format.TrainFiles, name => (name, files[name])));
        Test = MakePart(path, "test", [(format.TestFile, files[format.TestFile])]);
    }

    public IReadOnlyList<string> ClassNames { get; }

    public SourcePart Train { get; }

    public SourcePart? Validation => null;

    public SourcePart Test { get; }

    public double ValidationFraction => _options.ValidationFraction;

    public int IgnoredFiles => 0;

    public void Dispose()
    {
    }

    private SourcePart MakePart(string path, string partName, (string Name, byte[] Bytes)[] files)
    {
        List<int> labels = [];
        List<(byte[] File, int Record)> records = [];
        foreach (var (name, bytes) in files)
        {
            if (bytes.Length == 0 || bytes.Length % _format.RecordBytes != 0)
                throw new InvalidDataException($"{path}: {name} has {bytes.Length} bytes, which is no multiple of a record's {_format.RecordBytes}; fetch it again");
            for (var record = 0; record < bytes.Length / _format.RecordBytes; record++)
            {
                int label = bytes[record * _format.RecordBytes + _format.LabelBytes - 1];
                if (label >= _format.ClassCount)
                    throw new InvalidDataException($"{path}: record {record} of {name} has label {label}, and there are {_format.ClassCount} classes");
                labels.Add(label);
                records.Add((bytes, record));
            }
        }
        return new SourcePart([.. labels], i => $"{partName}/{ClassNames[labels[i]]}/{i:D5}", () =>
        {
            var interleaved = new byte[CifarFormat.PixelBytes];
            return (i, destination) =>
            {
                var (file, record) = records[i];
                var planes = file.AsSpan(record * _format.RecordBytes + _format.LabelBytes, CifarFormat.PixelBytes);
                Interleave(planes, interleaved);
                FixedSizeImage.CopyTo(interleaved, CifarFormat.Size, _options.ResolvedStoredSize, _options.Interpolation, destination);
            };
        });
    }

    private static void Interleave(ReadOnlySpan<byte> planes, Span<byte> interleaved)
    {
        const int plane = CifarFormat.Size * CifarFormat.Size;
        for (var i = 0; i < plane; i++)
        {
            interleaved[3 * i] = planes[i];
            interleaved[3 * i + 1] = planes[plane + i];
            interleaved[3 * i + 2] = planes[2 * plane + i];
        }
    }
}
