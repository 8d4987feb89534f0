using EdgeKd.Edge.Targets;

namespace EdgeKd.Pipeline.Recipes;

/// <summary>One of <c>validate.targets</c>: a machine, a browser or an emulator that the shipped model is measured on. Which keys it takes
/// depends on its kind.</summary>
public sealed record TargetSection : RecipeSection
{
    /// <summary>The name of the machine that measures.</summary>
    internal const string Local = "local";

    /// <summary>Name of the target, as policies call it: lower-case letters, digits, <c>.</c>, <c>_</c> and <c>-</c>. <c>local</c> is this
    /// machine, and is always measured.</summary>
    [Needed] public string Name { get; init; } = "";

    /// <summary><c>local</c>: the native runner on this machine. <c>local-cuda</c>: on its GPU. <c>qemu-arm64</c>: an emulated ARM
    /// processor. <c>web</c>: headless Chromium. <c>ssh</c>: a Linux device. <c>android</c>: a device that adb reaches.</summary>
    [OneOf(TargetKinds.Local, TargetKinds.LocalCuda, TargetKinds.QemuArm64, TargetKinds.Web, TargetKinds.Ssh, TargetKinds.Android)]
    public string Kind { get; init; } = TargetKinds.Local;

    /// <summary>Of <c>qemu-arm64</c>: the processor as qemu names it; <c>cortex-a76</c> (left out) has dot-product instructions,
    /// <c>cortex-a72</c> has none.</summary>
    public string? Cpu { get; init; }

    /// <summary>Of <c>ssh</c>: the device, <c>host</c> or <c>user@host</c>. Its host key has to be known.</summary>
    public string? Host { get; init; }

    /// <summary>Of <c>ssh</c>: the port; left out, ssh's own choice.</summary>
    [InRange(1, 65535)] public int? Port { get; init; }

    /// <summary>Of <c>ssh</c>: the file of the private key, relative to the recipe file; left out, ssh's own choice.</summary>
    public string? Identity { get; init; }

    /// <summary>Of <c>ssh</c>: the file of known host keys, relative to the recipe file; left out, ssh's own.</summary>
    public string? KnownHosts { get; init; }

    /// <summary>Of <c>android</c>: the device's serial number; left out, the only one that is connected.</summary>
    public string? Serial { get; init; }

    /// <summary>Of <c>web</c>: the browser's program, relative to the recipe file; left out, Debian's Chromium.</summary>
    public string? Chromium { get; init; }

    /// <summary>Of <c>local</c>, <c>ssh</c> and <c>android</c>: ONNX Runtime's execution provider; left out, <c>cpu</c>.</summary>
    [OneOf("cpu", "xnnpack", "nnapi", "cuda", "tensorrt")] public string? Provider { get; init; }

    /// <summary>Of <c>local</c> and <c>ssh</c>: processors to run on, such as <c>0,2</c>; left out, all.</summary>
    public string? Affinity { get; init; }

    /// <summary>Of all but <c>web</c> and <c>qemu-arm64</c>: another native runner, relative to the recipe file. <c>android</c> needs one.</summary>
    public string? Runner { get; init; }

    /// <summary>Of all but <c>web</c> and <c>qemu-arm64</c>: another libonnxruntime.so, relative to the recipe file; of <c>android</c> also an
    /// onnxruntime.aar.</summary>
    public string? Runtime { get; init; }

    /// <summary>The most test images that it answers, spread over the classes; left out, all, and in profile <c>quick</c> 256 on
    /// <c>qemu-arm64</c> and <c>web</c>.</summary>
    [InRange(1, 10_000_000)] public int? Images { get; init; }

    /// <summary>Threads inside one operator; left out, <c>validate.threads</c>.</summary>
    [InRange(1, 256)] public int? Threads { get; init; }

    /// <summary>A run that takes longer counts as hanging and is stopped, in seconds.</summary>
    [InRange(1, 86_400)] public double TimeLimitSeconds { get; init; } = 900;

    /// <summary>Whether it is the machine that measures, whose figures the stage validate gives.</summary>
    internal bool IsMeasuring => Name == Local;
}
