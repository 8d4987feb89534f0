using System.Runtime.ExceptionServices;

namespace EdgeKd.Edge;

/// <summary>Of the errors of parallel pieces of work, keeps that of the piece that comes first.</summary>
internal sealed class FirstFault
{
    private readonly Lock _lock = new();
    private int _position = int.MaxValue;
    private ExceptionDispatchInfo? _error;

    /// <summary>Adds an error.</summary>
    public void Add(int position, Exception error)
    {
        lock (_lock)
        {
            if (position < _position)
                (_position, _error) = (position, ExceptionDispatchInfo.Capture(error));
        }
    }

    /// <summary>Throws the first error, if there is one.</summary>
    public void Throw() => _error?.Throw();
}
