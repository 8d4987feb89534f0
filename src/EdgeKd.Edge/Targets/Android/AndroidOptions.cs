namespace EdgeKd.Edge.Targets.Android;

/// <summary>How an Android device is reached by adb.</summary>
public sealed record AndroidOptions
{
    /// <summary>The device's serial number, as <c>adb devices</c> lists it; null where only one is connected.</summary>
    public string? Serial { get; init; }

    /// <summary>The program adb.</summary>
    public string Adb { get; init; } = "adb";

    /// <summary>The runner, built with Android's NDK for the device.</summary>
    public string? Runner { get; init; }

    /// <summary>The libonnxruntime.so of the device's architecture, or the onnxruntime.aar that holds it.</summary>
    public string? Runtime { get; init; }

    /// <summary>ONNX Runtime's execution provider, such as <c>cpu</c>, <c>xnnpack</c> or <c>nnapi</c>.</summary>
    public string Provider { get; init; } = "cpu";
}
