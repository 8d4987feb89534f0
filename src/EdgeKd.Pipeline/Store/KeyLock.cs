namespace EdgeKd.Pipeline.Store;

/// <summary>Lets one process at a time make the outputs of one key. The system drops the lock when its holder dies.</summary>
internal sealed class KeyLock : IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);
    private readonly FileStream _file;

    private KeyLock(FileStream file) => _file = file;

    /// <summary>Takes the lock when it is free; null when another process holds it.</summary>
    public static KeyLock? TryTake(string path)
    {
        try
        {
            return new KeyLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e) when (IsHeldElsewhere(e))
        {
            return null;
        }
    }

    /// <summary>Waits until the lock is free.</summary>
    /// <param name="path">The lock file; it stays when the lock is given back.</param>
    /// <param name="onWait">Called once when there is something to wait for.</param>
    /// <param name="ct">Ends the waiting.</param>
    public static KeyLock Take(string path, Action onWait, CancellationToken ct)
    {
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

    public void Dispose() => _file.Dispose();

    // A sharing violation has the low word 32 on Windows; on Unix .NET reports EWOULDBLOCK (11; 35 on macOS).
    private static bool IsHeldElsewhere(IOException e) =>
        e is not (FileNotFoundException or DirectoryNotFoundException or PathTooLongException) && (e.HResult & 0xFFFF) is 11 or 32 or 35;
}
