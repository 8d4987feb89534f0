namespace EdgeKd.Pipeline.Running;

/// <summary>Hands progress on at once, on the caller's thread (<see cref="Progress{T}"/> would hand it to the thread pool,
/// in any order).</summary>
internal sealed class Relay<T>(Action<T> handle) : IProgress<T>
{
    public void Report(T value) => handle(value);
}
