using Microsoft.ML.OnnxRuntime;

namespace EdgeKd.Edge;

/// <summary>What ONNX Runtime makes of a model before it optimizes it: functions (HardSwish is one) expanded into operators.</summary>
public static class GraphExpansion
{
    /// <summary>Writes the expanded model.</summary>
    /// <param name="path">The model file.</param>
    /// <param name="expandedPath">The file to write.</param>
    /// <exception cref="InvalidDataException">ONNX Runtime refuses the file.</exception>
    public static void Save(string path, string expandedPath)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentException.ThrowIfNullOrEmpty(expandedPath);
        using var options = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
            OptimizedModelFilePath = expandedPath,
        };
        try
        {
            new InferenceSession(path, options).Dispose();
        }
        catch (OnnxRuntimeException e)
        {
            throw new InvalidDataException($"{path}: ONNX Runtime cannot load the model: {e.Message.ReplaceLineEndings(" ").Trim()}", e);
        }
    }
}
