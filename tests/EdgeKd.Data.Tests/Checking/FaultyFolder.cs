namespace EdgeKd.Data.Tests.Checking;

/// <summary>A folder of images in which one of each fault is planted.</summary>
internal static class FaultyFolder
{
    /// <summary>Three classes, each of them sound.</summary>
    public static void WriteSound(TemporaryFolder folder)
    {
        var seed = 0;
        foreach (var name in new[] { "apple", "pear", "plum" })
        {
            for (var i = 0; i < 10; i++) folder.Write($"train/{name}/{i:D2}.{(i % 2 == 0 ? "png" : "jpg")}", i % 2 == 0 ? BlockPictures.Png(++seed) : BlockPictures.Jpeg(++seed));
            for (var i = 0; i < 3; i++) folder.Write($"test/{name}/{i:D2}.bmp", BlockPictures.Bmp(++seed));
        }
    }

    /// <summary>The faults, and what has to be said of each: severity, code and files.</summary>
    public static string[] Plant(TemporaryFolder folder, TemporaryFolder outside)
    {
        folder.Write("train/apple/empty.jpg", []);
        folder.Write("train/apple/cut.png", BlockPictures.Png(101)[..200]);
        folder.Write("train/apple/text.jpg", "not an image"u8);
        folder.Write("train/apple/moving.gif", GifBytes.Of(2));
        folder.Write("train/apple/still.gif", GifBytes.Of(1));
        folder.Write("train/apple/named.jpg", BlockPictures.Png(102));
        folder.Write("train/apple/notes.txt", "not an image"u8);
        folder.Write("train/apple/unnamed.dat", BlockPictures.Png(103));
        folder.Write("train/apple/tiny.png", BlockPictures.Png(104, 8));
        folder.Write("train/apple/blank.bmp", Pictures.Flat(32, 90, 91, 92));
        folder.Write("train/apple/turned.jpg", JpegBytes.WithOrientation(BlockPictures.Jpeg(105), 6));
        folder.Write("train/apple/grey.jpg", JpegBytes.Of(32, 1, 106));
        folder.Write("train/apple/cmyk.jpg", JpegBytes.Of(32, 4, 107));
        folder.Write("train/apple/alpha.png", PngBytes.Of(32, 8, PngBytes.Rgba));
        folder.Write("train/apple/deep.png", PngBytes.Of(32, 16, PngBytes.Rgb));
        folder.Write("train/apple/moving.png", PngBytes.Animated(32));
        folder.Write("train/apple/twice-a.png", BlockPictures.Png(108));
        folder.Write("train/apple/twice-b.png", BlockPictures.Png(108));
        folder.Write("train/pear/pixels-a.png", BlockPictures.Png(109));
        folder.Write("train/pear/pixels-b.bmp", BlockPictures.Bmp(109));
        folder.Write("train/apple/conflict.png", BlockPictures.Png(110));
        folder.Write("train/pear/conflict.png", BlockPictures.Png(110));
        folder.Write("train/pear/leak.png", BlockPictures.Png(111));
        folder.Write("test/pear/leak.png", BlockPictures.Png(111));
        folder.Write("train/plum/near-a.png", BlockPictures.Png(112, 64));
        folder.Write("train/plum/near-b.jpg", BlockPictures.Jpeg(112, 80, 96));
        folder.Write("train/plum/near-leak.png", BlockPictures.Png(113));
        folder.Write("test/plum/near-leak.jpg", BlockPictures.Jpeg(113, 60));
        for (var i = 0; i < 4; i++) folder.Write($"train/Apple/{i}.png", BlockPictures.Png(120 + i));
        for (var i = 0; i < 2; i++) folder.Write($"train/rare/{i}.png", BlockPictures.Png(130 + i));
        folder.Write("train/lone/0.png", BlockPictures.Png(140));
        for (var i = 0; i < 2; i++) folder.Write($"test/lone/{i}.png", BlockPictures.Png(141 + i));
        Directory.CreateDirectory(folder["train", "void"]);
        for (var i = 0; i < 2; i++) folder.Write($"test/void/{i}.png", BlockPictures.Png(150 + i));
        folder.Write("train/stray.png", BlockPictures.Png(160));
        folder.Write("train/pear/more/0.png", BlockPictures.Png(161));
        folder.Write("extras/0.png", BlockPictures.Png(162));
        outside.Write("secret.png", BlockPictures.Png(163));
        File.CreateSymbolicLink(folder["train", "pear", "outside.png"], outside["secret.png"]);
        File.CreateSymbolicLink(folder["train", "pear", "broken.png"], "nothing.png");
        return
        [
            "error empty-class train/void",
            "error missing-class test/rare",
            "error class-names-alike test/apple train/Apple train/apple",
            "error broken-link train/pear/broken.png",
            "error unreadable train/apple/cut.png",
            "error unreadable train/apple/empty.jpg",
            "error not-an-image train/apple/text.jpg",
            "error label-conflict train/apple/conflict.png train/pear/conflict.png",
            "error duplicate-across-parts test/pear/leak.png train/pear/leak.png",
            "error near-duplicate-across-parts test/plum/near-leak.jpg train/plum/near-leak.png",
            "warning single-image-class train/lone",
            "warning imbalance train/rare",
            "warning stray-image train/stray.png",
            "warning nested-folder train/pear/more",
            "warning link-outside train/pear/outside.png",
            "warning unsupported-format train/apple/moving.gif",
            "warning unsupported-format train/apple/still.gif",
            "warning wrong-extension train/apple/named.jpg",
            "warning wrong-extension train/apple/unnamed.dat",
            "warning tiny train/apple/tiny.png",
            "warning blank train/apple/blank.bmp",
            "warning cmyk train/apple/cmyk.jpg",
            "warning alpha train/apple/alpha.png",
            "warning animated train/apple/moving.gif",
            "warning animated train/apple/moving.png",
            "warning duplicate train/apple/twice-a.png train/apple/twice-b.png",
            "warning duplicate train/pear/pixels-a.png train/pear/pixels-b.bmp",
            "warning near-duplicate train/plum/near-a.png train/plum/near-b.jpg",
            "note unused-folder extras",
            "note ignored-file train/apple/notes.txt",
            "note exif-orientation train/apple/turned.jpg",
            "note grey train/apple/grey.jpg",
            "note sixteen-bit train/apple/deep.png",
        ];
    }
}
