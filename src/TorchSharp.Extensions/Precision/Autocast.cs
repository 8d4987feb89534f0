#if EDGEKD_SYSTEM
using TorchSharp.Interop;
#endif
using static TorchSharp.torch;

namespace TorchSharp.Extensions;

/// <summary>
/// Lets this thread's convolutions and matrix products compute in a narrower type until it is disposed, as PyTorch's
/// <c>torch.autocast</c>: parameters stay float32, and so do their gradients.
/// </summary>
/// <remarks>
/// Scopes nest, and belong to the thread that made them: dispose them there, last made first, and let no <c>await</c> come between.
/// The cast weights are kept for further uses until the outermost scope ends. For the forward pass only: the backward pass follows
/// the types that the forward pass took.
/// </remarks>
public sealed class Autocast : IDisposable
{
#if EDGEKD_SYSTEM
    private readonly DeviceType device;
    private readonly (bool Enabled, ScalarType Type) before;
    private bool disposed;
#endif

    /// <summary>Whether there is autocast: TorchSharp 0.107 has none.</summary>
#if EDGEKD_SYSTEM
    public static bool IsSupported => true;
#else
    public static bool IsSupported => false;
#endif

    /// <summary>Begins a scope.</summary>
    /// <param name="device">Whose operators it is about: those of <see cref="DeviceType.CUDA"/> or of <see cref="DeviceType.CPU"/>.</param>
    /// <param name="type">The narrower type, such as <see cref="ScalarType.BFloat16"/>.</param>
    /// <param name="enabled">False to compute in the tensors' own types within an outer scope.</param>
    /// <exception cref="ArgumentException">The device has no autocast, or this libtorch has no way to it; one line.</exception>
    public Autocast(DeviceType device, ScalarType type, bool enabled = true)
    {
        if (device is not (DeviceType.CPU or DeviceType.CUDA))
            throw new ArgumentException($"autocast is for the processor and CUDA, not for {device}", nameof(device));
        if (type is not (ScalarType.BFloat16 or ScalarType.Float16))
            throw new ArgumentException($"autocast computes in BFloat16 or Float16, not in {type}", nameof(type));
#if EDGEKD_SYSTEM
        this.device = device;
        before = Of(device);
        Set(device, enabled, type, enters: 1);
#else
        throw new ArgumentException("autocast: TorchSharp 0.107 has none; build with EdgeKdPackages=system, or train in float32");
#endif
    }

    /// <summary>Whether this thread's operators of a device are autocast, and to which type.</summary>
    /// <param name="device">CPU or CUDA.</param>
    public static (bool Enabled, ScalarType Type) Of(DeviceType device)
    {
#if EDGEKD_SYSTEM
        unsafe
        {
            int type;
            var enabled = Native.Check(Native.edgekd_autocast((int)device, &type)) != 0;
            return (enabled, (ScalarType)type);
        }
#else
        return (false, ScalarType.Float32);
#endif
    }

    /// <summary>Ends the scope: what was before holds again.</summary>
    public void Dispose()
    {
#if EDGEKD_SYSTEM
        if (disposed)
            return;
        disposed = true;
        Set(device, before.Enabled, before.Type, enters: -1);
#endif
    }

#if EDGEKD_SYSTEM
    private static void Set(DeviceType device, bool enabled, ScalarType type, int enters) =>
        Native.Check(Native.edgekd_set_autocast((int)device, enabled ? 1 : 0, (int)type, enters));
#endif
}
