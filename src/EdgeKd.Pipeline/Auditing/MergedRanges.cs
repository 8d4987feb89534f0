using System.Text.Json;
using EdgeKd.Models;
using EdgeKd.Onnx;
using EdgeKd.Pipeline.Stages;
using EdgeKd.Pipeline.Store;
using EdgeKd.Reparameterization;

namespace EdgeKd.Pipeline.Auditing;

/// <summary>The contents of <c>branches.json</c>: what merging did to the weights of each layer that was trained as branches.</summary>
/// <remarks>Merging is over before there is an ONNX file, so that no file can tell it; the Extract stage writes it down.</remarks>
public static class MergedRanges
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "branches.json";

    // A network of a thousand layers with six branches each takes two.
    private const long MaxSizeBytes = 16L << 20;

    /// <summary>Measures a network before it is merged; empty where it has no branches.</summary>
    /// <param name="trained">The network; left as it is.</param>
    public static IReadOnlyList<MergedRange> Of(ImageClassifier trained) =>
    [
        .. MergedLayers.Of(trained).Select(layer => new MergedRange(
            layer.Path,
            [.. layer.Branches.Select(branch => WeightRange.Of(branch.Name, "Conv", branch.Largest))],
            WeightRange.Of(layer.Path, "Conv", layer.Largest))),
    ];

    /// <summary>Writes the file; it is complete or not there.</summary>
    public static void Save(IReadOnlyList<MergedRange> ranges, string path) =>
        AtomicFile.WriteAllText(path, JsonSerializer.Serialize(ranges, JsonText.Indented) + "\n");

    /// <summary>Reads the file.</summary>
    /// <exception cref="InvalidDataException">It is not what <see cref="Save"/> writes; one line.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static IReadOnlyList<MergedRange> Load(string path)
    {
        var sizeBytes = new FileInfo(path).Length;
        if (sizeBytes > MaxSizeBytes)
            throw new InvalidDataException($"{path} has {sizeBytes:N0} bytes, more than a {FileName} has; give the file that the stage extract wrote");
        try
        {
            if (JsonSerializer.Deserialize<IReadOnlyList<MergedRange?>>(File.ReadAllText(path), JsonText.Indented) is { } ranges
                && ranges.All(range => range is { Name: not null, Merged: not null, Branches.Count: > 0 } && range.Branches.All(branch => branch is { Name: not null })))
                return [.. ranges.Select(range => range!)];
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path} is no {FileName}: {e.Message.ReplaceLineEndings(" ")} Give the file that the stage extract wrote", e);
        }

        throw new InvalidDataException($"{path} is no {FileName}: a layer lacks its name, its branches or what they are merged to; give the file that the stage extract wrote");
    }
}
