namespace EdgeKd.Edge.Targets;

/// <summary>What a machine says of itself.</summary>
public sealed record DeviceDescription
{
    /// <summary>The architecture, as <c>uname -m</c> names it; <c>wasm</c> in a browser.</summary>
    public required string Arch { get; init; }

    /// <summary>The processor's name; in a browser, the browser's.</summary>
    public required string Cpu { get; init; }

    /// <summary>Processors that the program sees.</summary>
    public required int Cores { get; init; }

    /// <summary>The system's name and version.</summary>
    public required string Kernel { get; init; }

    /// <summary>The memory, in bytes; null where the system does not say.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>The governor of the processor's frequency; null where the system does not say.</summary>
    public string? Governor { get; init; }

    /// <summary>The present frequency, in kHz; null where the system does not say.</summary>
    public long? FrequencyKhz { get; init; }

    /// <summary>The present temperature, in thousandths of a degree Celsius; null where the system does not say.</summary>
    public long? TemperatureMilliC { get; init; }

    /// <summary>Whether the processor is emulated.</summary>
    public required bool Emulated { get; init; }
}
