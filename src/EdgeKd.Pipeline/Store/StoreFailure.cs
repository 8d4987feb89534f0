namespace EdgeKd.Pipeline.Store;

/// <summary>Says in one line why the store cannot be written and what to do.</summary>
internal static class StoreFailure
{
    private const int NoSpace = 28, ReadOnlyFileSystem = 30, QuotaExceeded = 122;
    private const int WindowsDiskFull = 0x70, WindowsHandleDiskFull = 0x27;

    /// <summary>The line, or null when the exception is about something else.</summary>
    public static string? Explain(Exception e, string root) => e switch
    {
        IOException { HResult: var code } when (code & 0xFFFF) is NoSpace or QuotaExceeded or WindowsDiskFull or WindowsHandleDiskFull =>
            $"no space left for the artifact store {root}; free some (edgekd gc --keep 1) or name another place with --artifacts",
        IOException { HResult: var code } when (code & 0xFFFF) is ReadOnlyFileSystem =>
            $"the artifact store {root} lies on a read-only file system; name another place with --artifacts",
        UnauthorizedAccessException when e.Message.Contains(root, StringComparison.Ordinal) =>
            $"the artifact store {root} cannot be written (no permission); name another place with --artifacts",
        IOException when File.Exists(root) =>
            $"the artifact store {root} is a file; name a folder with --artifacts",
        _ => null,
    };
}
