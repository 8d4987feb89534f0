namespace EdgeKd.Data.Tests.Shards;

/// <summary>Small folders of images in several formats, each picture another one.</summary>
internal static class ImageFolders
{
    /// <summary>Writes <c>train</c> and <c>test</c> with two classes, JPEG, PNG and BMP by turns, of sizes that have to be resized.</summary>
    /// <param name="folder">Where they go.</param>
    /// <param name="train">Training images a class.</param>
    /// <param name="test">Test images a class.</param>
    public static void Write(string folder, int train, int test = 3)
    {
        foreach (var (part, count) in new[] { ("train", train), ("test", test) })
        {
            foreach (var label in new[] { 0, 1 })
            {
                var inClass = Directory.CreateDirectory(Path.Combine(folder, part, label == 0 ? "cat" : "dog")).FullName;
                for (var i = 0; i < count; i++)
                {
                    var (bytes, extension) = Picture(i + 1000 * label + (part == "test" ? 5000 : 0));
                    File.WriteAllBytes(Path.Combine(inClass, $"{i:D4}.{extension}"), bytes);
                }
            }
        }
    }

    /// <summary>A picture that depends on its number.</summary>
    public static (byte[] Bytes, string Extension) Picture(int number)
    {
        int height = 9 + number % 5, width = 8 + number % 3;
        var image = new DecodedImage(height, width, [.. Enumerable.Range(0, height * width * 3).Select(i => (byte)(number * 37 + i * 5 + i / 24 * number))]);
        return (number % 3) switch
        {
            0 => (ImageEncoder.Jpeg(image, 90), "jpg"),
            1 => (ImageEncoder.Png(image), "png"),
            _ => (Pictures.Bmp(height, width, (y, x) => ((byte)(number + y), (byte)(number * 3 + x), (byte)(y * x))), "bmp"),
        };
    }
}
