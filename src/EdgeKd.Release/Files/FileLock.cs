namespace EdgeKd.Release;

/// <summary>Lets one process at a time do something. The system drops the lock when its holder dies, so none is ever stale.</summary>
public sealed class FileLock : IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);
    private readonly FileStream _file;

    private FileLock(FileStream file) => _file = file;

    /// <summary>Takes the lock when it is free.</summary>
    /// <param name="path">The lock file; it stays when the lock is given back, because removing it would race with who takes it next.</param>
    /// <returns>The lock; null when another holds it.</returns>
    /// <exception cref="IOException">The file cannot be made.</exception>
    public static FileLock? TryTake(string path)
    {
        try
        {
            return new FileLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e) when (IsHeldElsewhere(e))
        {
            return null;
        }
    }

    /// <summary>Waits until the lock is free.</summary>
    /// <param name="path">As for <see cref="TryTake"/>.</param>
    /// <param name="onWait">Called once when there is something to wait for.</param>
    /// <param name="ct">Ends the waiting.</param>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> was raised.</exception>
    public static FileLock Take(string path, Action onWait, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(onWait);
        for (var waited = false; ; waited = true)
        {
            if (TryTake(path) is { } taken)
                return taken;
            if (!waited)
                onWait();
            ct.WaitHandle.WaitOne(Poll);
            ct.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Gives the lock back.</summary>
    public void Dispose() => _file.Dispose();

    // A sharing violation has the low word 32 on Windows; on Unix .NET reports EWOULDBLOCK (11; 35 on macOS).
    private static bool IsHeldElsewhere(IOException e) =>
        e is not (FileNotFoundException or DirectoryNotFoundException or PathTooLongException) && (e.HResult & 0xFFFF) is 11 or 32 or 35;
}
