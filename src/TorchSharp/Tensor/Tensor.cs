using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>
    /// A tensor of libtorch. It is freed when it is disposed, when its dispose scope is, or by the garbage collector,
    /// which knows nothing of its size: in loops, use scopes.
    /// </summary>
    public partial class Tensor : IDisposable
    {
        private static long _totalCount;
        private static long _peakCount;

        internal IntPtr handle;

        /// <summary>Takes over a handle.</summary>
        internal Tensor(IntPtr handle)
        {
            this.handle = handle;
            var count = Interlocked.Increment(ref _totalCount);
            if (count > Volatile.Read(ref _peakCount)) Volatile.Write(ref _peakCount, count);
            OwningDisposeScope = DisposeScopeManager.ThreadSingleton.RegisterOnCurrentDisposeScope(this);
        }

        ~Tensor() => Free();

        internal DisposeScope? OwningDisposeScope { get; set; }

        /// <summary>A name for people; libtorch does not know it.</summary>
        public string? name { get; set; }

        public bool IsInvalid => handle == IntPtr.Zero;

        /// <exception cref="InvalidOperationException">The tensor is disposed.</exception>
        public IntPtr Handle => handle != IntPtr.Zero ? handle : throw new InvalidOperationException("Tensor invalid -- empty handle.");

        /// <summary>How many tensors live in managed code, and how many did at most.</summary>
        public static long TotalCount => Volatile.Read(ref _totalCount);

        /// <inheritdoc cref="TotalCount"/>
        public static long PeakCount => Volatile.Read(ref _peakCount);

        public static Tensor UnsafeCreateTensor(IntPtr handle) => new(handle);

        public void Dispose()
        {
            if (handle != IntPtr.Zero) DisposeScopeManager.ThreadSingleton.CountDisposed(this);
            OwningDisposeScope?.MarkAsDisposed(this);
            Free();
            GC.SuppressFinalize(this);
        }

        // The handle goes exactly once, also when disposal and finalization meet.
        private void Free()
        {
            var freed = Interlocked.Exchange(ref handle, IntPtr.Zero);
            if (freed == IntPtr.Zero) return;
            Interlocked.Decrement(ref _totalCount);
            Native.edgekd_tensor_free(freed);
        }

        public Tensor MoveToOuterDisposeScope()
        {
            OwningDisposeScope?.MoveToOuter(this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(DisposeScope other)
        {
            OwningDisposeScope?.MoveToOther(other, this);
            return this;
        }

        public Tensor DetachFromDisposeScope()
        {
            OwningDisposeScope?.Detach(this);
            return this;
        }

        /// <summary>Gives the handle away: its new owner frees it.</summary>
        public IntPtr DecoupleFromNativeHandle()
        {
            var given = Handle;
            OwningDisposeScope?.Detach(this);
            GC.SuppressFinalize(this);
            Interlocked.Decrement(ref _totalCount);
            handle = IntPtr.Zero;
            return given;
        }

        /// <summary>A second reference to the same tensor, to be disposed on its own.</summary>
        public Tensor alias()
        {
            var result = new Tensor(Native.Check(Native.edgekd_tensor_alias(Handle)));
            GC.KeepAlive(this);
            return result;
        }
    }
}
