namespace TorchSharp.Interop;

/// <summary>Sees the operators that this thread calls, until it is disposed. For tests; one a thread.</summary>
/// <remarks>What backward passes run inside libtorch is not seen; it follows the devices of the forward pass.</remarks>
internal abstract class OperatorObserver : IDisposable
{
    [ThreadStatic] private static OperatorObserver? _current;

    protected OperatorObserver() => _current = _current is null
        ? this
        : throw new InvalidOperationException("operators of this thread are being observed already");

    /// <summary>The observer of this thread, or null when none observes.</summary>
    public static OperatorObserver? Current => _current;

    public void Dispose() => _current = null;

    /// <summary>An operator is about to run.</summary>
    internal virtual void Before(Op op, ReadOnlySpan<Arg> args)
    {
    }

    /// <summary>It has run.</summary>
    /// <param name="op">The operator.</param>
    /// <param name="args">Its arguments, changed where it works in place.</param>
    /// <param name="results">Handles of what it gave; empty where it works in place, or gave too many.</param>
    internal abstract void After(Op op, ReadOnlySpan<Arg> args, ReadOnlySpan<IntPtr> results);

    /// <summary>Does work of the observer's own, which it does not see.</summary>
    protected void Unobserved(Action work)
    {
        _current = null;
        try
        {
            work();
        }
        finally
        {
            _current = this;
        }
    }
}
