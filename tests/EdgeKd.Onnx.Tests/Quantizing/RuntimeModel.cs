using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EdgeKd.Onnx.Tests.Quantizing;

/// <summary>Runs models on ONNX Runtime, and reads what it makes of them.</summary>
internal static class RuntimeModel
{
    /// <summary>All outputs of a model for one float32 input; bytes come as their numbers.</summary>
    public static Dictionary<string, Values> Run(ModelProto model, Values input)
    {
        using var options = Options();
        using var session = new InferenceSession(model.ToByteArray(), options);
        using var value = OrtValue.CreateTensorValueFromMemory(input.Data, input.Shape);
        using var run = new RunOptions();
        using var results = session.Run(run, [session.InputNames[0]], [value], session.OutputNames);
        return session.OutputNames.Zip(results).ToDictionary(pair => pair.First, pair => ValuesOf(pair.Second));
    }

    /// <summary>The graph that ONNX Runtime really runs.</summary>
    public static GraphProto Optimized(ModelProto model)
    {
        using var folder = new TemporaryFolder();
        using var options = Options();
        options.OptimizedModelFilePath = folder.File("optimized.onnx");
        new InferenceSession(model.ToByteArray(), options).Dispose();
        return OnnxFile.Load(options.OptimizedModelFilePath).Graph;
    }

    /// <summary>How often each operator stands in the graph that ONNX Runtime really runs.</summary>
    public static Dictionary<string, int> OptimizedCounts(ModelProto model) =>
        Optimized(model).Node.GroupBy(node => node.OpType).ToDictionary(group => group.Key, group => group.Count());

    private static Values ValuesOf(OrtValue value)
    {
        var info = value.GetTensorTypeAndShape();
        float[] data = info.ElementDataType == TensorElementType.UInt8
            ? [.. value.GetTensorDataAsSpan<byte>().ToArray().Select(number => (float)number)]
            : value.GetTensorDataAsSpan<float>().ToArray();
        return new(data, info.Shape);
    }

    // Without VNNI the sums of two products of 8 bits saturate on x64, unless the runtime is told to be exact.
    private static SessionOptions Options()
    {
        var options = new SessionOptions { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        options.AddSessionConfigEntry("session.x64quantprecision", "1");
        return options;
    }
}

/// <summary>The values of a tensor.</summary>
/// <param name="Data">In row-major order.</param>
/// <param name="Shape">The lengths.</param>
internal sealed record Values(float[] Data, long[] Shape)
{
    /// <summary>Random values from -2 to 2.</summary>
    public static Values Random(int seed, params long[] shape)
    {
        var random = new Random(seed);
        return new([.. Enumerable.Range(0, (int)shape.Aggregate((a, b) => a * b)).Select(_ => (float)((random.NextDouble() * 4) - 2))], shape);
    }
}
