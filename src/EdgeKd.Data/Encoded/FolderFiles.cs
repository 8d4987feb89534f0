using Microsoft.Win32.SafeHandles;

namespace EdgeKd.Data.Encoded;

/// <summary>The files of a folder.</summary>
internal sealed class FolderFiles(string folder) : IEncodedFiles
{
    public SafeFileHandle Open(string file) => File.OpenHandle(Path.Combine(folder, file));

    public void Expect(IReadOnlyList<string> files, int atOnce)
    {
    }

    public void Dispose()
    {
    }
}
