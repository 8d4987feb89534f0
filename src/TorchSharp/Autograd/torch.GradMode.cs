using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    // Modes belong to a thread and nest: dispose them on the thread that made them, the last made first.
    private sealed class GradMode : IDisposable
    {
        private readonly bool _before = is_grad_enabled();

        public GradMode(bool on) => Native.edgekd_set_grad_mode(on ? 1 : 0);

        public void Dispose() => Native.edgekd_set_grad_mode(_before ? 1 : 0);
    }

    private sealed class InferenceMode(bool on) : IDisposable
    {
        private IntPtr _guard = Native.Check(Native.edgekd_inference_guard(on ? 1 : 0));

        public void Dispose()
        {
            if (_guard == IntPtr.Zero) return;
            Native.edgekd_inference_guard_free(_guard);
            _guard = IntPtr.Zero;
        }
    }

    /// <summary>Until disposed, operators of this thread record no graph.</summary>
    public static IDisposable no_grad() => new GradMode(false);

    /// <summary>Until disposed, operators of this thread record the graph.</summary>
    public static IDisposable enable_grad(bool enabled = true) => new GradMode(enabled);

    public static IDisposable set_grad_enabled(bool mode = true) => new GradMode(mode);

    public static bool is_grad_enabled() => Native.edgekd_grad_mode() != 0;

    /// <summary>Until disposed, tensors made on this thread can never enter a graph; faster than <see cref="no_grad"/>.</summary>
    public static IDisposable inference_mode(bool mode = true) => new InferenceMode(mode);

    public static bool is_inference_mode_enabled() => Native.Check(Native.edgekd_inference_mode()) != 0;
    public static bool is_inference(Tensor tensor) => tensor.is_inference();
}
