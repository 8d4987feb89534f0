using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace EdgeKd.Data.Encoded;

/// <summary>An encoded picture in a rented buffer, given back when disposed.</summary>
internal readonly struct EncodedBytes : IDisposable
{
    /// <summary>The longest picture that is read.</summary>
    public const long MaxSizeBytes = 512L << 20;

    /// <summary>Bytes of a <see cref="Digest"/>: the first half of a SHA-256.</summary>
    public const int DigestLength = 16;

    private readonly byte[] _buffer;
    private readonly int _sizeBytes;

    private EncodedBytes(byte[] buffer, int sizeBytes) => (_buffer, _sizeBytes) = (buffer, sizeBytes);

    public ReadOnlySpan<byte> Span => _buffer.AsSpan(0, _sizeBytes);

    /// <summary>Reads a picture from its place.</summary>
    /// <exception cref="InvalidDataException">It is too long, or the file ends before it; the message names it.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static EncodedBytes Read(IEncodedFiles files, EncodedPlace place, string nameForErrors)
    {
        using var file = files.Open(place.File);
        return Read(file, place, nameForErrors);
    }

    /// <summary>Reads a file that is one picture.</summary>
    /// <exception cref="InvalidDataException">It is too long; the message names it.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static EncodedBytes Read(string path)
    {
        using var file = File.OpenHandle(path);
        return Read(file, EncodedPlace.Of(path), path);
    }

    private static EncodedBytes Read(SafeFileHandle file, EncodedPlace place, string nameForErrors)
    {
        var length = RandomAccess.GetLength(file);
        var size = place.SizeBytes == EncodedPlace.WholeFile ? length : place.SizeBytes;
        if (size > MaxSizeBytes)
            throw new InvalidDataException($"image {nameForErrors}: the file is larger than {MaxSizeBytes >> 20} MiB");
        if (place.Offset < 0 || size < 0 || size > length - place.Offset)
            throw new InvalidDataException($"image {nameForErrors}: {place.File} ends before it; run the data stage again");
        var buffer = ArrayPool<byte>.Shared.Rent((int)size);
        for (var read = 0; read < size;)
        {
            var count = RandomAccess.Read(file, buffer.AsSpan(read, (int)size - read), place.Offset + read);
            if (count == 0) throw new InvalidDataException($"image {nameForErrors}: {place.File} ends before it; run the data stage again");
            read += count;
        }
        return new EncodedBytes(buffer, (int)size);
    }

    /// <summary>Writes the picture's digest.</summary>
    /// <param name="destination"><see cref="DigestLength"/> bytes.</param>
    public void Digest(Span<byte> destination)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Span, digest);
        digest[..DigestLength].CopyTo(destination);
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);
}
