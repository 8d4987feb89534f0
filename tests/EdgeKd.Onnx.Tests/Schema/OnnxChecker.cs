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
        for name in sorted(os.listdir(sys.argv[1])):
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
        foreach (var (index, name) in names.Index())
            File.WriteAllBytes(folder.File($"{index}.onnx"), models[name]);
        var faults = JsonSerializer.Deserialize<Dictionary<string, string>>(PythonPeer.Run(Script, folder.Path))!;
        return faults.ToDictionary(fault => names[int.Parse(Path.GetFileNameWithoutExtension(fault.Key), System.Globalization.CultureInfo.InvariantCulture)], fault => fault.Value);
    }
}
