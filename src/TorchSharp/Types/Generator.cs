using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A random number generator of libtorch. Not thread-safe.</summary>
    public class Generator : IDisposable
    {
        private IntPtr _handle;

        public Generator(ulong seed = 0, Device? device = null)
            : this(Native.Check(Native.edgekd_generator_new(seed, (int)(device?.type ?? DeviceType.CPU), device?.index ?? -1)),
                   device ?? torch.CPU)
        {
        }

        internal Generator(IntPtr handle, Device device)
        {
            _handle = handle;
            this.device = device;
        }

        ~Generator() => Dispose(false);

        public IntPtr Handle => _handle != IntPtr.Zero ? _handle : throw new ObjectDisposedException(nameof(Generator));

        public Device device { get; private set; }

        /// <summary>A global generator of the CPU.</summary>
        public static Generator Default => new(Native.Check(Native.edgekd_generator_default(0, -1)), torch.CPU);

        public Tensor get_state() => new(Native.Check(Native.edgekd_generator_state(Handle)));

        /// <exception cref="System.Runtime.InteropServices.ExternalException">Not a state of this kind of generator.</exception>
        public void set_state(Tensor value) => Native.Check(Native.edgekd_generator_set_state(Handle, value.Handle));

        public Generator manual_seed(long seed)
        {
            Native.Check(Native.edgekd_generator_set_seed(Handle, unchecked((ulong)seed)));
            return this;
        }

        /// <summary>Takes a seed of the system's randomness.</summary>
        public long seed() => unchecked((long)Native.edgekd_generator_reseed(Handle));

        public long initial_seed() => unchecked((long)Native.edgekd_generator_seed(Handle));

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            if (_handle == IntPtr.Zero) return;
            Native.edgekd_generator_free(_handle);
            _handle = IntPtr.Zero;
        }
    }
}
