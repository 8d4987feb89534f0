using System.Text.RegularExpressions;
using EdgeKd.Data;
using EdgeKd.Pipeline.Diffing;

namespace EdgeKd.Pipeline.Tests.Diffing;

[TestFixture]
public partial class FlipSheetTests
{
    private static readonly int[] Labels = [0, 1, 0, 1];

    private static ReleaseDiff Diff(char testSet = 'a') =>
        ReleaseComparison.Of(new MemoryRelease("1.0.0", Labels, [0, 1, 1, 1]), new MemoryRelease("1.1.0", Labels, [0, 0, 0, 1], testSet: testSet));

    [Test]
    public void Every_flipped_image_is_shown_as_it_is()
    {
        using var images = new Gradients(Labels);
        var diff = Diff();
        var page = FlipSheet.Page(diff, diff.Precisions[0], images);

        Assert.That(page, Does.Contain("<h2>Lost: only the earlier release is right (1)</h2>").And.Contain("<h2>Won: only the later release is right (1)</h2>"));
        Assert.That(page, Does.Contain("#1 &lt;dog&gt;: &lt;dog&gt; → cat").And.Not.Contain("<dog>"), "names are no markup");
        Assert.That(page, Does.Not.Contain("http"), "no network");
        var shown = Png().Matches(page).Select(match => ImageDecoder.Decode(Convert.FromBase64String(match.Groups[1].Value), "thumbnail")).ToArray();
        Assert.That(shown.Select(image => image.Pixels), Is.EqualTo(new[] { 1, 2 }.Select(images.Pixels)));
    }

    [Test]
    public void Other_test_images_show_nothing()
    {
        using var folder = new TemporaryFolder();
        var diff = Diff('b');
        Assert.That(() => FlipSheet.Write(folder.File("flips.html"), diff, diff.Precisions[0], folder.Path), Throws.TypeOf<InvalidDataException>().With.Message.Contains("different test images"));
    }

    [Test]
    public void Images_that_are_not_the_measured_ones_are_refused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("test.images"), "others");
        var diff = Diff();
        Assert.That(() => FlipSheet.Write(folder.File("flips.html"), diff, diff.Precisions[0], folder.Path),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("none of its 1 test.images").And.Message.Contains("aaaaaaaaaaaa"));
        Assert.That(() => FlipSheet.Write(folder.File("flips.html"), diff, diff.Precisions[0], folder.File("none")), Throws.InstanceOf<IOException>());
        Assert.That(File.Exists(folder.File("flips.html")), Is.False);
    }

    [GeneratedRegex("base64,([^\"]+)\"")]
    private static partial Regex Png();

    private sealed class Gradients(int[] labels) : IImageSet
    {
        public int Count => labels.Length;

        public int Height => 8;

        public int Width => 8;

        public IReadOnlyList<string> ClassNames => ["cat", "<dog>"];

        public int LabelOf(int index) => labels[index];

        public string NameOf(int index) => $"memory/{index}";

        public byte[] Pixels(int index) => [.. Enumerable.Range(0, 8 * 8 * 3).Select(i => (byte)(i + (50 * index)))];

        public void CopyPixels(int index, Span<byte> destination) => Pixels(index).CopyTo(destination);

        public void Dispose()
        {
        }
    }
}
