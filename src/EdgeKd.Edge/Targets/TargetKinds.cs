namespace EdgeKd.Edge.Targets;

/// <summary>The kinds of targets.</summary>
public static class TargetKinds
{
    /// <summary>The native runner on this machine.</summary>
    public const string Local = "local";

    /// <summary>The same with ONNX Runtime's CUDA provider.</summary>
    public const string LocalCuda = "local-cuda";

    /// <summary>The arm64 runner under qemu-user.</summary>
    public const string QemuArm64 = "qemu-arm64";

    /// <summary>onnxruntime-web in headless Chromium.</summary>
    public const string Web = "web";

    /// <summary>A Linux device, by ssh.</summary>
    public const string Ssh = "ssh";

    /// <summary>An Android device, by adb.</summary>
    public const string Android = "android";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Local, LocalCuda, QemuArm64, Web, Ssh, Android];

    /// <summary>Whether what a target of this kind measures belongs to this machine or to an emulation on it, where a whole test set
    /// takes long.</summary>
    public static bool IsSlow(string kind) => kind is QemuArm64 or Web;
}
