using System.Runtime.InteropServices;

namespace TorchSharp.Extensions;

/// <summary>How the process keeps memory of the CPU that tensors no longer need.</summary>
/// <remarks>
/// A training step frees what the next one allocates again. The C library's defaults give much of it back to the system in
/// between, and every page then has to be mapped and cleared anew: training MobileNetV2 on 32×32 images spent a third of its
/// time in the kernel that way. Blocks above 32 MiB are mapped one by one whatever the threshold, so mapping is switched off: with the gradients
/// of two losses of 224×224 images a step then takes three quarters of the time.
/// </remarks>
public static class HostMemory
{
    // Of glibc's malloc.h.
    private const int TrimThreshold = -1, TopPad = -2, MmapMax = -4;
    private const int TopPadBytes = 64 << 20;

    private static readonly string[] OwnSettings = ["MALLOC_TRIM_THRESHOLD_", "MALLOC_TOP_PAD_", "MALLOC_MMAP_THRESHOLD_", "MALLOC_MMAP_MAX_", "GLIBC_TUNABLES"];
    private static readonly Lazy<bool> Kept = new(Keep);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int Mallopt(int parameter, int value);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int MallocTrim(nuint padBytes);

    /// <summary>
    /// Makes the whole process keep freed blocks for the next allocation. Costs some tens of MiB of resident memory.
    /// Once is enough; safe for use by several threads.
    /// </summary>
    /// <returns>Whether it took effect: not without glibc, and not where the environment sets malloc's options itself
    /// (<c>MALLOC_TRIM_THRESHOLD_</c> and the like).</returns>
    public static bool KeepFreedBlocks() => Kept.Value;

    /// <summary>Gives the freed blocks back to the system: between trainings, so that the next one's peak is its own.</summary>
    public static void GiveBackFreedBlocks() => Glibc<MallocTrim>("malloc_trim")?.Invoke(0);

    private static bool Keep() =>
        !OwnSettings.Any(name => Environment.GetEnvironmentVariable(name) is { Length: > 0 })
        && Glibc<Mallopt>("mallopt") is { } mallopt
        && mallopt(MmapMax, 0) == 1
        && mallopt(TrimThreshold, int.MaxValue) == 1
        && mallopt(TopPad, TopPadBytes) == 1;

    private static TDelegate? Glibc<TDelegate>(string function)
        where TDelegate : Delegate =>
        NativeLibrary.TryLoad("libc.so.6", out var library) && NativeLibrary.TryGetExport(library, function, out var address)
            ? Marshal.GetDelegateForFunctionPointer<TDelegate>(address)
            : null;
}
