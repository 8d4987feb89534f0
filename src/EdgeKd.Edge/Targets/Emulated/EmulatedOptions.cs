namespace EdgeKd.Edge.Targets.Emulated;

/// <summary>How an arm64 processor is emulated.</summary>
public sealed record EmulatedOptions
{
    /// <summary>The processor, as qemu names it: <c>cortex-a76</c> has dot-product instructions, <c>cortex-a72</c> has none.</summary>
    public string Cpu { get; init; } = "cortex-a76";
}
