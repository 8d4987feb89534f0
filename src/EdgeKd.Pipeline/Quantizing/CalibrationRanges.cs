using System.Text.Json;
using EdgeKd.Onnx;
using EdgeKd.Pipeline.Stages;
using EdgeKd.Pipeline.Store;

namespace EdgeKd.Pipeline.Quantizing;

/// <summary>The contents of a <c>ranges.json</c>: what calibration found, and for which model on which images.</summary>
internal sealed record CalibrationRanges
{
    public const string FileName = "ranges.json";
    private const int CurrentFormat = 1;
    private const long MaxSizeBytes = 16 << 20;

    /// <summary>Version of this layout.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>How the ranges were found, as the recipe writes it.</summary>
    public required string Method { get; init; }

    /// <summary>Training images that they were found on.</summary>
    public required int Images { get; init; }

    /// <summary>SHA-256 of the float model.</summary>
    public required string ModelSha256 { get; init; }

    /// <summary>SHA-256 of the training part.</summary>
    public required string DataSha256 { get; init; }

    /// <summary>The ranges by the tensors' names.</summary>
    public required IReadOnlyDictionary<string, ActivationRange> Ranges { get; init; }

    public void Save(string path) => AtomicFile.WriteAllText(path, JsonSerializer.Serialize(this, JsonText.Indented) + "\n");

    /// <summary>Reads a file, and refuses one of another model or other data.</summary>
    /// <param name="path">The file.</param>
    /// <param name="modelSha256">SHA-256 of the float model to quantize.</param>
    /// <param name="dataSha256">SHA-256 of the training part.</param>
    /// <param name="tensors">The tensors that need a range.</param>
    /// <exception cref="InvalidDataException">It does not fit; one line.</exception>
    public static CalibrationRanges Load(string path, string modelSha256, string dataSha256, IEnumerable<string> tensors)
    {
        const string Remedy = "calibrate anew by removing quantize.ranges";
        var ranges = Read(path);
        if (ranges.ModelSha256 != modelSha256)
            throw new InvalidDataException($"{path}: its ranges belong to another model (SHA-256 {Short(ranges.ModelSha256)}, this one has {Short(modelSha256)}); {Remedy}");
        if (ranges.DataSha256 != dataSha256)
            throw new InvalidDataException($"{path}: its ranges were found on other training images (SHA-256 {Short(ranges.DataSha256)}, these have {Short(dataSha256)}); {Remedy}");
        if (tensors.FirstOrDefault(tensor => !ranges.Ranges.ContainsKey(tensor)) is { } missing)
            throw new InvalidDataException($"{path}: it has no range for tensor '{missing}'; {Remedy}");
        if (ranges.Ranges.FirstOrDefault(pair => !IsRange(pair.Value)) is { Key: { } wrong, Value: var value })
            throw new InvalidDataException($"{path}: the range of '{wrong}' is {value?.Min} to {value?.Max}, which is none; {Remedy}");
        return ranges;
    }

    private static bool IsRange(ActivationRange? range) =>
        range is not null && float.IsFinite(range.Min) && float.IsFinite(range.Max) && range.Min <= range.Max;

    private static CalibrationRanges Read(string path)
    {
        var file = new FileInfo(path);
        if (file.Length > MaxSizeBytes)
            throw new InvalidDataException($"{path}: a {FileName} has at most {MaxSizeBytes} bytes, this file has {file.Length}; is it the right file?");
        try
        {
            var ranges = JsonSerializer.Deserialize<CalibrationRanges>(File.ReadAllBytes(path), JsonText.Indented);
            if (ranges is { Format: CurrentFormat, Ranges: not null, ModelSha256: not null, DataSha256: not null, Method: not null })
                return ranges;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path}: not a {FileName} of this program ({e.Message.ReplaceLineEndings(" ")}); name another file", e);
        }

        throw new InvalidDataException($"{path}: not a {FileName} of format {CurrentFormat}; name another file");
    }

    private static string Short(string digest) => digest.Length > 12 ? digest[..12] : digest;
}
