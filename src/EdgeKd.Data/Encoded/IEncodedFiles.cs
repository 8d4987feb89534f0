using Microsoft.Win32.SafeHandles;

namespace EdgeKd.Data.Encoded;

/// <summary>The files that hold encoded pictures: image files, or shards. All members may be called from many threads at once.</summary>
internal interface IEncodedFiles : IDisposable
{
    /// <summary>Opens a file to read at any place; the caller closes it.</summary>
    /// <param name="file">Its name, relative to the data's folder.</param>
    /// <exception cref="IOException">It cannot be read, or fetched.</exception>
    SafeFileHandle Open(string file);

    /// <summary>Says in which order files will be opened first, so that they can be there in time.</summary>
    /// <param name="files">The files.</param>
    /// <param name="atOnce">How many of them will be in use at one time.</param>
    /// <exception cref="ArgumentException">There is no room for so many.</exception>
    void Expect(IReadOnlyList<string> files, int atOnce);
}
