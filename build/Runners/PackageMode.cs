namespace EdgeKd.Build.Runners;

/// <summary>Where TorchSharp, ONNX Runtime and Cake.Frosting come from.</summary>
internal enum PackageMode
{
    /// <summary>From the package feed.</summary>
    NuGet,

    /// <summary>From our own bindings over the system's libraries.</summary>
    System,
}
