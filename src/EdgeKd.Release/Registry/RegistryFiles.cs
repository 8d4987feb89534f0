namespace EdgeKd.Release;

/// <summary>All writing among the releases goes through here, so that a test can stop it between any two steps.</summary>
/// <param name="reached">Called before each step with what comes next; null in production. What it throws ends the work as a kill would:
/// no step follows.</param>
internal sealed class RegistryFiles(Action<string>? reached = null)
{
    /// <summary>Makes a folder and those above it.</summary>
    public void CreateFolder(string path)
    {
        reached?.Invoke($"create {path}");
        Directory.CreateDirectory(path);
    }

    /// <summary>Writes a file: complete under its name, or not there.</summary>
    public void Write(string path, ReadOnlySpan<byte> bytes)
    {
        CreateFolder(Path.GetDirectoryName(path)!);
        var temporary = path + TemporaryEnding;
        reached?.Invoke($"open {temporary}");
        using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            reached?.Invoke($"write the first half of {temporary}");
            stream.Write(bytes[..(bytes.Length / 2)]);
            stream.Flush();
            reached?.Invoke($"write the other half of {temporary}");
            stream.Write(bytes[(bytes.Length / 2)..]);
            stream.Flush(flushToDisk: true);
        }

        reached?.Invoke($"rename to {path}");
        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>Renames a folder.</summary>
    public void MoveFolder(string path, string target)
    {
        reached?.Invoke($"rename to {target}");
        Directory.Move(path, target);
    }

    /// <summary>Removes a folder, file by file; where it is a link, the link alone.</summary>
    public void DeleteFolder(string path)
    {
        var folder = new DirectoryInfo(path);
        if (folder.LinkTarget is null)
        {
            foreach (var inner in folder.EnumerateDirectories())
                DeleteFolder(inner.FullName);
            foreach (var file in folder.EnumerateFiles())
                DeleteFile(file.FullName);
        }

        reached?.Invoke($"remove {path}");
        folder.Delete();
    }

    /// <summary>Removes a file.</summary>
    public void DeleteFile(string path)
    {
        reached?.Invoke($"remove {path}");
        File.Delete(path);
    }

    /// <summary>How the name of a file ends that is being written.</summary>
    public const string TemporaryEnding = ".tmp";
}
