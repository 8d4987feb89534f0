namespace EdgeKd.Release;

/// <summary>What one target answered: a machine, a browser or an emulator that the model is meant for, besides the one that measures.</summary>
/// <remarks>Times of an emulated target say nothing about the device that it stands for, so no rule is decided by them; what it answers
/// and how many instructions it executes are the device's own.</remarks>
public sealed record TargetEvidence
{
    /// <summary>The most targets that a file may hold.</summary>
    public const int MaxTargets = 64;

    /// <summary>The target's name in the recipe, such as <c>arm</c>.</summary>
    public required string Name { get; init; }

    /// <summary>How it is reached, such as <c>qemu-arm64</c>, <c>web</c> or <c>ssh</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Whether its processor is emulated.</summary>
    public required bool IsEmulated { get; init; }

    /// <summary>Its processor's architecture, such as <c>aarch64</c>; null where it did not answer.</summary>
    public string? Arch { get; init; }

    /// <summary>Its processor's name; null where it did not answer or does not say.</summary>
    public string? Cpu { get; init; }

    /// <summary>The version of its ONNX Runtime; null where it did not answer.</summary>
    public string? OnnxRuntime { get; init; }

    /// <summary>What was measured in each precision; those that it answered before it failed, where it failed.</summary>
    public IReadOnlyList<TargetModelEvidence> Models { get; init; } = [];

    /// <summary>Why it did not answer, in one line; null where it did.</summary>
    public string? Failure { get; init; }
}
