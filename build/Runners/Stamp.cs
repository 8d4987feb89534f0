using System.Security.Cryptography;
using System.Text;

namespace EdgeKd.Build.Runners;

/// <summary>Remembers, in one small file, the state of the inputs that a step last ran with.</summary>
internal sealed class Stamp(string path)
{
    /// <summary>Whether the step ran with exactly this state.</summary>
    public bool Matches(string state) => File.Exists(path) && File.ReadAllText(path).Trim() == state;

    /// <summary>Remembers <paramref name="state"/>.</summary>
    public void Write(string state)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path + ".tmp", state + "\n");
        File.Move(path + ".tmp", path, overwrite: true);
    }

    /// <summary>Digest of the paths, sizes and write times of files, in order of path; missing files count as such.</summary>
    public static string StateOf(IEnumerable<string> files, params IEnumerable<string> others)
    {
        var lines = new StringBuilder();
        foreach (var file in files.Order(StringComparer.Ordinal))
        {
            var info = new FileInfo(file);
            lines.Append(file).Append('|').Append(info.Exists ? info.Length : -1).Append('|')
                .Append(info.Exists ? info.LastWriteTimeUtc.Ticks : 0).Append('\n');
        }

        foreach (var other in others)
            lines.Append(other).Append('\n');
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(lines.ToString())));
    }

    /// <summary>The files under a folder that a person wrote: no <c>bin</c>, <c>obj</c> or hidden folders.</summary>
    public static IEnumerable<string> SourcesUnder(string folder)
    {
        if (!Directory.Exists(folder))
            yield break;
        foreach (var file in Directory.EnumerateFiles(folder))
            yield return file;
        foreach (var child in Directory.EnumerateDirectories(folder))
            if (Path.GetFileName(child) is not ("bin" or "obj") and not ['.', ..])
                foreach (var file in SourcesUnder(child))
                    yield return file;
    }
}
