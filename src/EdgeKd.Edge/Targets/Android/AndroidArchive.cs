using System.IO.Compression;

namespace EdgeKd.Edge.Targets.Android;

/// <summary>An Android archive (.aar): a zip that holds a library for each instruction set.</summary>
internal static class AndroidArchive
{
    private const long MaxSizeBytes = 512L << 20;

    /// <summary>Takes ONNX Runtime's library out.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="abi">The instruction set, such as <c>arm64-v8a</c>.</param>
    /// <param name="path">Where the library is written.</param>
    /// <returns><paramref name="path"/>.</returns>
    /// <exception cref="InvalidDataException">It holds none for that instruction set.</exception>
    public static string Extract(string archive, string abi, string path)
    {
        using var zip = ZipFile.OpenRead(archive);
        var name = $"jni/{abi}/libonnxruntime.so";
        var entry = zip.GetEntry(name) ?? throw new InvalidDataException($"{archive}: it holds no {name}; take one with {abi}");
        if (entry.Length > MaxSizeBytes)
            throw new InvalidDataException($"{archive}: {name} is larger than {MaxSizeBytes} bytes");
        entry.ExtractToFile(path);
        return path;
    }
}
