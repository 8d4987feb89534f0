using EdgeKd.Data;
using EdgeKd.Pipeline.Targets;

namespace EdgeKd.Pipeline.Tests.Targets;

[TestFixture]
public class TargetImagesTests
{
    private static string Packed(TemporaryFolder folder, int count)
    {
        var path = folder.File("test.images");
        using var images = new Numbered(count);
        PackedImages.Write(images, path);
        return path;
    }

    private sealed class Numbered(int count) : IImageSet
    {
        public int Count => count;
        public int Height => 4;
        public int Width => 4;
        public IReadOnlyList<string> ClassNames { get; } = ["a", "b", "c"];
        public int LabelOf(int index) => index % 3;
        public string NameOf(int index) => $"{index}";
        public void CopyPixels(int index, Span<byte> destination) => new Random(index).NextBytes(destination);

        public void Dispose()
        {
        }
    }

    [TestCase(null)]
    [TestCase(30)]
    [TestCase(31)]
    public void All_of_them_are_the_file_itself(int? most)
    {
        using var folder = new TemporaryFolder();
        var path = Packed(folder, 30);

        Assert.That(TargetImages.Of(path, most, 1, folder.Path), Is.EqualTo(new TargetImages(path, null)));
    }

    [Test]
    public void A_part_has_its_share_of_every_class_and_says_where_its_images_stand()
    {
        using var folder = new TemporaryFolder();
        var path = Packed(folder, 300);

        var chosen = TargetImages.Of(path, 30, 1, folder.Path);

        using PackedImages all = PackedImages.Open(path), part = PackedImages.Open(chosen.Path);
        Assert.That(part.Count, Is.EqualTo(30));
        Assert.That(Enumerable.Range(0, 30).GroupBy(part.LabelOf).Select(same => same.Count()), Is.All.EqualTo(10));
        byte[] one = new byte[48], other = new byte[48];
        for (var i = 0; i < 30; i++)
        {
            part.CopyPixels(i, one);
            all.CopyPixels(chosen.Places![i], other);
            Assert.That(one, Is.EqualTo(other));
            Assert.That((part.LabelOf(i), part.NameOf(i)), Is.EqualTo((all.LabelOf(chosen.Places[i]), all.NameOf(chosen.Places[i]))));
        }

        Assert.That(TargetImages.Of(path, 30, 1, folder.Path).Places, Is.EqualTo(chosen.Places), "the same every time");
    }
}
