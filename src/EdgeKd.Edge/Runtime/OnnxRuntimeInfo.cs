using Microsoft.ML.OnnxRuntime;

namespace EdgeKd.Edge;

/// <summary>The ONNX Runtime that is loaded.</summary>
public static class OnnxRuntimeInfo
{
    /// <summary>The version of the native library, such as <c>1.29.0</c>.</summary>
    public static string Version => OrtEnv.Instance().GetVersionString();
}
