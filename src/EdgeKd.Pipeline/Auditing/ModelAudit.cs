using System.Text.Json;
using EdgeKd.Edge;
using EdgeKd.Onnx;

namespace EdgeKd.Pipeline.Auditing;

/// <summary>Audits any ONNX model: what ONNX Runtime fuses into integer operators, what it leaves in float and why, and the time of each node.</summary>
public static class ModelAudit
{
    // Layouts of a processor repeat weights, and the runtime writes types that were not there.
    private const long MaxOptimizedSizeBytes = int.MaxValue;

    private static readonly string[] Copies = ["tagged.onnx", "expanded.onnx"];

    /// <summary>Audits a model at batch 1, on random inputs: times do not depend on them, and nothing else is asked.</summary>
    /// <param name="path">The ONNX file, float or quantized, of any origin.</param>
    /// <param name="options">Runs, threads and shapes; null for the defaults.</param>
    /// <param name="ct">Stops between runs.</param>
    /// <exception cref="InvalidDataException">The file is damaged, or ONNX Runtime refuses it; one line.</exception>
    /// <exception cref="ArgumentException">A given shape does not fit.</exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public static AuditReport Run(string path, AuditOptions? options = null, CancellationToken ct = default)
    {
        options ??= new AuditOptions();
        var model = OnnxFile.Load(path);
        var folder = Directory.CreateTempSubdirectory("edgekd-audit-");
        try
        {
            return Run(path, model, folder.FullName, options, ct);
        }
        catch (InvalidDataException e) when (!e.Message.StartsWith(path, StringComparison.Ordinal))
        {
            throw new InvalidDataException(About(path, folder.FullName, e.Message), e);
        }
        catch (ArgumentException e) when (e.Message.StartsWith(folder.FullName, StringComparison.Ordinal))
        {
            throw new ArgumentException(About(path, folder.FullName, e.Message), e);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>A state or rule as it stands in reports: <c>operator-not-supported</c>.</summary>
    internal static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    private static AuditReport Run(string path, ModelProto model, string folder, AuditOptions options, CancellationToken ct)
    {
        string[] files = [.. Copies.Append("optimized.onnx").Select(name => Path.Combine(folder, name))];
        var (tagged, expanded, optimized) = (files[0], files[1], files[2]);
        var audit = FusionAudit.Of(model);
        OnnxFile.Save(audit.Tagged, tagged);
        GraphExpansion.Save(tagged, expanded);
        var inlined = OnnxFile.Load(expanded, MaxOptimizedSizeBytes);
        audit.TagInlined(inlined);
        OnnxFile.Save(inlined, expanded);
        var profile = ModelProfiler.Run(expanded, optimized, new ProfileOptions { Runs = options.Runs, Threads = options.Threads, Shapes = options.Shapes }, ct);
        var comparison = audit.Compare(OnnxFile.Load(optimized, MaxOptimizedSizeBytes));
        var layers = Layers(comparison, profile);
        var ranges = WeightRanges.Of(model);
        var names = ranges.Select(range => range.Name).ToHashSet(StringComparer.Ordinal);
        return new AuditReport
        {
            File = path,
            OnnxRuntime = OnnxRuntimeInfo.Version,
            Cpu = CpuInfo.ModelName,
            Runs = profile.Runs,
            Threads = profile.Threads,
            IsQuantized = comparison.IsQuantized,
            InferenceMs = profile.InferenceMs,
            NodesMs = profile.NodesMs,
            Nodes = layers,
            Islands = [.. comparison.Islands.Select(island => Island([.. island.Select(position => layers[position])]))],
            WeightRanges = ranges,
            Merged = [.. options.Merged.Where(layer => names.Contains(layer.Name))],
        };
    }

    // The runtime saw copies of the file; who reads the message knows the file.
    private static string About(string path, string folder, string message)
    {
        var named = Copies.Aggregate(message, (text, copy) => text.Replace(Path.Combine(folder, copy), path, StringComparison.Ordinal));
        return named.StartsWith(path, StringComparison.Ordinal) ? named : $"{path}: {named}";
    }

    private static FloatIsland Island(AuditedLayer[] nodes) => new(
        [.. nodes.Select(node => node.Name)],
        [.. nodes.Select(node => node.Rule).OfType<string>().Distinct()],
        nodes.Sum(node => node.TimeMs),
        nodes.Sum(node => node.Share));

    private static AuditedLayer[] Layers(FusionComparison comparison, ModelProfile profile)
    {
        var times = profile.Nodes.ToDictionary(node => node.Name, StringComparer.Ordinal);
        var total = profile.NodesMs;
        return [.. comparison.Nodes.Select(node =>
        {
            NodeTime[] ran = [.. node.RuntimeNodes.Where(times.ContainsKey).Select(name => times[name])];
            var time = ran.Sum(part => part.TimeMs);
            return new AuditedLayer
            {
                Name = node.Name,
                Operator = node.Operator,
                State = Word(node.State),
                RunsAs = node.RunsAs,
                Provider = ran.FirstOrDefault()?.Provider ?? "",
                FusedInto = node.FusedInto,
                Rule = node.Broken is { } broken ? Word(broken.Rule) : null,
                Reason = node.Broken?.Reason,
                Remedy = node.Broken?.Remedy,
                TimeMs = time,
                Share = total > 0 ? time / total : 0,
            };
        })];
    }
}
