using System.Text.Json;

namespace EdgeKd.Onnx.Tests.Schema;

/// <summary>Debian's python3-onnx 1.12: its checker with full shape inference. It knows operator sets up to 17.</summary>
internal static class OnnxChecker
{
    /// <summary>The newest operator set that it knows.</summary>
    public const int NewestOperatorSet = 17;

    private const string Script = """
        import json, os, sys
        import onnx
        from onnx import shape_inference
        faults = {}
        for name in sys.argv[2:]:
            try:
                model = onnx.load(os.path.join(sys.argv[1], name))
                onnx.checker.check_model(model, full_check=True)
                shape_inference.infer_shapes(model, check_type=True, strict_mode=True, data_prop=True)
            except Exception as error:
                faults[name] = str(error).replace('\n', ' ')[:300]
        print(json.dumps(faults))
        """;

    /// <summary>Checks models, all in one process.</summary>
    /// <param name="models">The bytes of each ONNX file, by a name that messages call it.</param>
    /// <returns>What is wrong with each, by its name; empty where all are good.</returns>
    public static IReadOnlyDictionary<string, string> Faults(IReadOnlyDictionary<string, byte[]> models)
    {
        using var folder = new TemporaryFolder();
        var names = models.Keys.Order(StringComparer.Ordinal).ToArray();
        string[] files = [.. names.Select((_, index) => $"{index}.onnx")];
        foreach (var (name, file) in names.Zip(files))
            File.WriteAllBytes(folder.File(file), models[name]);
        return FaultsIn(folder.Path, files).ToDictionary(fault => names[Array.IndexOf(files, fault.Key)], fault => fault.Value);
    }

    /// <summary>Checks files of a folder, all in one process.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="files">Their names.</param>
    /// <returns>What is wrong with each, by its name; empty where all are good.</returns>
    public static IReadOnlyDictionary<string, string> FaultsIn(string folder, IEnumerable<string> files) =>
        JsonSerializer.Deserialize<Dictionary<string, string>>(PythonPeer.Run(Script, [folder, .. files]))!;
}
