using System.Buffers.Binary;
using EdgeKd.Data;

namespace EdgeKd.EndToEnd;

/// <summary>Writes pictures as uncompressed 24-bit BMP files: lossless, and simple enough to be right.</summary>
internal static class BitmapFile
{
    private const int HeaderSizeBytes = 54;

    /// <summary>One file an image, <c>&lt;folder&gt;/&lt;class&gt;/&lt;index&gt;.bmp</c>; returns the paths in the set's order.</summary>
    public static string[] WriteAll(IImageSet images, string folder, Func<int, bool> wanted)
    {
        var paths = new List<string>();
        foreach (var index in Enumerable.Range(0, images.Count).Where(wanted))
        {
            var classFolder = Directory.CreateDirectory(Path.Combine(folder, images.ClassNames[images.LabelOf(index)]));
            paths.Add(Path.Combine(classFolder.FullName, $"{index:D5}.bmp"));
            var pixels = new byte[images.Height * images.Width * 3];
            images.CopyPixels(index, pixels);
            Write(paths[^1], images.Height, images.Width, pixels);
        }
        return [.. paths];
    }

    /// <summary>Writes height×width×3 RGB bytes.</summary>
    public static void Write(string path, int height, int width, byte[] pixels)
    {
        var rowSize = (width * 3 + 3) / 4 * 4;
        var file = new byte[HeaderSizeBytes + rowSize * height];
        file[0] = (byte)'B';
        file[1] = (byte)'M';
        void Put(int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at), value);
        Put(2, file.Length);
        Put(10, HeaderSizeBytes);
        Put(14, 40);
        Put(18, width);
        Put(22, height);
        Put(26, 1 | (24 << 16)); // one plane, 24 bits a pixel
        // Rows from the bottom, blue first.
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var from = (y * width + x) * 3;
                var to = HeaderSizeBytes + (height - 1 - y) * rowSize + x * 3;
                (file[to], file[to + 1], file[to + 2]) = (pixels[from + 2], pixels[from + 1], pixels[from]);
            }
        }
        File.WriteAllBytes(path, file);
    }
}
