using System.Reflection;
using EdgeKd.Edge;
using TorchSharp.Extensions;

namespace EdgeKd.Pipeline.Running;

/// <summary>The versions that results depend on.</summary>
public static class PipelineVersions
{
    /// <summary>Version of this program.</summary>
    public static string EdgeKd { get; } =
        typeof(PipelineVersions).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";

    /// <summary>Version of libtorch.</summary>
    public static string LibTorchVersion => LibTorch.Version;

    /// <summary>Version of ONNX Runtime.</summary>
    public static string OnnxRuntimeVersion => OnnxRuntimeInfo.Version;
}
