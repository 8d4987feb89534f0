using System.Security.Cryptography;

namespace EdgeKd.Release;

/// <summary>Makes and guards the files of private keys.</summary>
public static class KeyFiles
{
    /// <summary>Makes a new key on P-256: the private key (PKCS#8 PEM, readable by its owner alone), and beside it the public one.</summary>
    /// <param name="path">The file of the private key; it must not be there yet, nor lie in a git repository.</param>
    /// <returns>The public key, and its file.</returns>
    /// <exception cref="InvalidDataException">The place is inside a repository.</exception>
    /// <exception cref="IOException">One of the files is there already, or cannot be written.</exception>
    public static (PublicKey Key, string Path) Create(string path)
    {
        RequireOutsideRepositories(path);
        var full = Path.GetFullPath(path);
        var publicPath = PublicPathOf(full);
        foreach (var file in new[] { full, publicPath })
        {
            if (File.Exists(file))
                throw new IOException($"{file}: it is there already, and what was signed with it would be lost; name another file with --out.");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var publicKey = PublicKey.Of(key, full);
        WriteNew(full, key.ExportPkcs8PrivateKeyPem() + "\n", UnixFileMode.UserRead | UnixFileMode.UserWrite);
        WriteNew(publicPath, publicKey.Pem, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        return (publicKey, publicPath);
    }

    /// <summary>Requires that a private key does not lie where it would be committed.</summary>
    /// <exception cref="InvalidDataException">The place is inside a git repository.</exception>
    public static void RequireOutsideRepositories(string path)
    {
        for (var folder = Directory.GetParent(Path.GetFullPath(path)); folder is not null; folder = folder.Parent)
        {
            var git = Path.Combine(folder.FullName, ".git");
            // A worktree and a submodule have a file of that name.
            if (Directory.Exists(git) || File.Exists(git))
                throw new InvalidDataException($"{path}: it is inside the git repository {folder.FullName}, where a private key would sooner or later be committed; keep it outside, such as in ~/.config/edgekd.");
        }
    }

    /// <summary>The file of the public key beside that of a private one: <c>release.pem</c> has <c>release.pub.pem</c>.</summary>
    internal static string PublicPathOf(string path) => Path.ChangeExtension(path, ".pub.pem");

    private static void WriteNew(string path, string text, UnixFileMode mode)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = mode;
        using var stream = new FileStream(path, options);
        stream.Write(System.Text.Encoding.ASCII.GetBytes(text));
        stream.Flush(flushToDisk: true);
    }
}
