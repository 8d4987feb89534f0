namespace EdgeKd.Onnx;

/// <summary>A network that cannot be written as ONNX. The message is one line: the module, the reason and the remedy.</summary>
public sealed class OnnxExportException : ArgumentException
{
    internal OnnxExportException(string modulePath, string reason)
        : base($"{(modulePath.Length == 0 ? "the network" : modulePath)}: {reason}") =>
        ModulePath = modulePath;

    /// <summary>The path of the module, such as <c>features.3.conv.0.0</c>; empty for the network itself.</summary>
    public string ModulePath { get; }
}
