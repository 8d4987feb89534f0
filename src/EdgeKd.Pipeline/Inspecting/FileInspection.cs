using System.Buffers.Binary;
using System.Globalization;
using EdgeKd.Data;
using EdgeKd.Models;
using EdgeKd.Onnx;
using EdgeKd.Release;

namespace EdgeKd.Pipeline.Inspecting;

/// <summary>Says what a file of ours holds. The kind is told by its first bytes, not by its name.</summary>
public static class FileInspection
{
    private const int MaxListed = 400;

    /// <summary>Describes a bundle, an ONNX model, a safetensors checkpoint or a packed part of a data set.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Facts by name, in order; the first is <c>kind</c>.</returns>
    /// <exception cref="InvalidDataException">The file is damaged or of no known kind; one line.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> Describe(string path)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path}: there is no such file");
        var start = new byte[9];
        long length;
        using (var stream = File.OpenRead(path))
        {
            length = stream.Length;
            stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        }
        if (start.AsSpan().StartsWith("PK\x03\x04"u8))
            return Bundle(path);
        if (start.AsSpan().StartsWith("EKDIMG"u8))
            return Images(path);
        if (start[8] == (byte)'{' && BinaryPrimitives.ReadUInt64LittleEndian(start) < (ulong)length)
            return Tensors(path);
        // ONNX has no mark of its own: what starts with field 1 (ir_version) is tried.
        if (start[0] == 0x08)
            return Model(path);
        throw new InvalidDataException($"{path}: it is no bundle (.zip), ONNX model, safetensors checkpoint or packed image file");
    }

    private static List<KeyValuePair<string, string>> Bundle(string path)
    {
        using var bundle = BundleReader.Open(path);
        var m = bundle.Manifest;
        List<KeyValuePair<string, string>> facts =
        [
            new("kind", "bundle"),
            new("name", m.Name),
            new("version", m.Version),
            new("profile", m.Profile),
            new("input", string.Create(CultureInfo.InvariantCulture, $"{m.Input.Name}: {m.Input.Layout} {m.Input.Color} {m.Input.Height}×{m.Input.Width}, {m.Input.Resize}")),
            new("mean", Numbers(m.Input.Mean)),
            new("std", Numbers(m.Input.Std)),
            new("output", $"{m.Output.Name}: {m.Output.Kind}"),
            new("labels", string.Join(", ", m.Labels)),
        ];
        facts.AddRange(m.Files.Select(file => KeyValuePair.Create("file",
            string.Create(CultureInfo.InvariantCulture, $"{file.Path}, {file.SizeBytes:N0} bytes, SHA-256 {file.Sha256}"))));
        var verdict = Verdict.Parse(bundle.Read(Verdict.FileName), Verdict.FileName);
        facts.AddRange(verdict.ToLines().Select(line => KeyValuePair.Create("verdict", line.Trim())));
        return facts;
    }

    private static List<KeyValuePair<string, string>> Images(string path)
    {
        if (!PackedImages.HasLabels(path))
            return UnlabelledImages(path);
        using var images = PackedImages.Open(path);
        var counts = new int[images.ClassNames.Count];
        for (var i = 0; i < images.Count; i++)
            counts[images.LabelOf(i)]++;
        return
        [
            new("kind", "packed images"),
            new("images", images.Count.ToString("N0", CultureInfo.InvariantCulture)),
            new("size", $"{images.Height}×{images.Width} RGB"),
            .. images.ClassNames.Select((name, k) => KeyValuePair.Create("class", string.Create(CultureInfo.InvariantCulture, $"{name}, {counts[k]:N0} images"))),
        ];
    }

    private static List<KeyValuePair<string, string>> UnlabelledImages(string path)
    {
        using var images = PackedImages.OpenUnlabelled(path);
        return
        [
            new("kind", "packed images without labels"),
            new("images", images.Count.ToString("N0", CultureInfo.InvariantCulture)),
            new("size", $"{images.Height}×{images.Width} RGB"),
        ];
    }

    private static List<KeyValuePair<string, string>> Tensors(string path)
    {
        using var file = Safetensors.Load(path);
        List<KeyValuePair<string, string>> facts =
        [
            new("kind", "safetensors checkpoint"),
            new("tensors", file.Tensors.Count.ToString("N0", CultureInfo.InvariantCulture)),
            new("values", file.Tensors.Values.Sum(t => t.numel()).ToString("N0", CultureInfo.InvariantCulture)),
            .. file.Metadata.Select(entry => KeyValuePair.Create("metadata", $"{entry.Key} = {entry.Value}")),
            .. file.Tensors.Take(MaxListed).Select(pair => KeyValuePair.Create("tensor", $"{pair.Key}: {pair.Value.dtype} [{string.Join(", ", pair.Value.shape)}]")),
        ];
        if (file.Tensors.Count > MaxListed)
            facts.Add(new("tensor", $"and {file.Tensors.Count - MaxListed} more"));
        return facts;
    }

    private static List<KeyValuePair<string, string>> Model(string path)
    {
        var summary = OnnxSummary.Describe(OnnxFile.Load(path));
        return
        [
            new("kind", "ONNX model"),
            new("graph", summary.GraphName),
            new("written by", summary.Producer),
            new("format", $"IR {summary.IrVersion}, {string.Join(", ", summary.OperatorSets)}"),
            .. summary.Inputs.Select(input => KeyValuePair.Create("input", input)),
            .. summary.Outputs.Select(output => KeyValuePair.Create("output", output)),
            new("operators", string.Join(", ", summary.Operators.Select(o => $"{o.Value} {o.Key}"))),
            new("constants", string.Create(CultureInfo.InvariantCulture, $"{summary.ConstantElements:N0} elements, {summary.ConstantSizeBytes:N0} bytes")),
            .. summary.Metadata.Select(entry => KeyValuePair.Create("metadata", $"{entry.Key} = {entry.Value}")),
        ];
    }

    private static string Numbers(IEnumerable<double> values) =>
        string.Join(", ", values.Select(v => v.ToString(CultureInfo.InvariantCulture)));
}
