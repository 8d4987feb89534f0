using System.Text.RegularExpressions;
using EdgeKd.Data;
using EdgeKd.Pipeline.Checking;
using EdgeKd.Pipeline.Running;

namespace EdgeKd.Pipeline.Tests.Checking;

[TestFixture]
public partial class DataCheckPageTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void Make() => _folder = new TemporaryFolder();

    [TearDown]
    public void Remove() => _folder.Dispose();

    [Test]
    public void Pairs_are_shown_side_by_side()
    {
        Write("train/cat/1.png", Noise(1, 32, 32));
        Write("train/cat/2.png", Noise(2, 32, 32));
        Write("test/cat/1.png", Noise(1, 32, 32));
        Write("train/dog/1.png", Noise(3, 32, 32));
        Write("train/dog/2.png", Noise(4, 200, 300));
        Write("train/dog/3.png", Noise(4, 200, 300));
        Write("test/dog/1.png", Noise(5, 32, 32));

        var page = DataCheckPage.Page(Check());

        Assert.That(Files(page), Is.EqualTo(new[] { "test/cat/1.png", "train/cat/1.png", "train/dog/2.png", "train/dog/3.png" }));
        var shown = Png().Matches(page).Select(match => ImageDecoder.Decode(Convert.FromBase64String(match.Groups[1].Value), "thumbnail")).ToArray();
        Assert.That(shown[0].Pixels, Is.EqualTo(Noise(1, 32, 32).Pixels), "a small picture is shown as it is");
        Assert.That((shown[2].Height, shown[2].Width), Is.EqualTo((64, 96)), "a large one whole and small");
        Assert.That(page, Does.Contain("duplicate-across-parts (1)").And.Contain("<b class=\"severity\">error</b>"));
        Assert.That(page, Does.Contain("<td>cat</td><td class=\"number\">2</td><td class=\"number\">1</td>"));
        Assert.That(page, Does.Contain("default-src 'none'").And.Not.Contain("http:").And.Not.Contain("https:").And.Not.Contain("<script"), "no network");
    }

    [Test]
    public void Names_are_no_markup()
    {
        Write("train/<script>alert('&')/a\u202egnp.png", Noise(1, 32, 32));
        Write("train/<script>alert('&')/b.png", Noise(1, 32, 32));
        File.WriteAllText(_folder.File("train/<script>alert('&')/\u0007.png"), "x");

        var page = DataCheckPage.Page(Check());

        Assert.That(page, Does.Contain("train/&lt;script&gt;alert('&amp;')/b.png").And.Contain("a\ufffdgnp.png").And.Contain("/\ufffd.png"));
        Assert.That(page, Does.Not.Contain("<script").And.Not.Contain("\u202e"));
    }

    [Test]
    public void A_long_list_is_cut_and_says_so()
    {
        for (var i = 0; i < DataCheckPage.MaxFindings + 3; i++)
        {
            Directory.CreateDirectory(_folder.File("cat"));
            File.WriteAllText(_folder.File($"cat/{i:D3}.png"), "x");
        }
        for (var i = 0; i < DataCheckPage.MaxPictures + 2; i++) Write($"dog/{i}.png", Noise(1, 16, 16));

        var page = DataCheckPage.Page(Check());

        Assert.That(page, Does.Contain("not-an-image (203, the first 200 shown)").And.Contain("cat/199.png").And.Not.Contain("cat/200.png"));
        Assert.That(Png().Count(page), Is.EqualTo(DataCheckPage.MaxPictures));
        Assert.That(page, Does.Contain("<p>and 2 more</p>"));
    }

    [Test]
    public void A_picture_that_is_gone_leaves_its_name()
    {
        Write("cat/1.png", Noise(1, 32, 32));
        Write("cat/2.png", Noise(1, 32, 32));
        var report = Check();
        File.Delete(_folder.File("cat/1.png"));
        File.WriteAllText(_folder.File("cat/2.png"), "x");

        var page = DataCheckPage.Page(report);

        Assert.That(Png().Count(page), Is.Zero);
        Assert.That(page, Does.Contain("<figcaption>cat/1.png</figcaption>").And.Contain("<figcaption>cat/2.png</figcaption>"));
    }

    [Test]
    public void The_observer_is_told_how_far_it_is()
    {
        Write("cat/1.png", Noise(1, 32, 32));
        Write("dog/1.png", Noise(2, 32, 32));
        var observer = new Watcher();

        FolderCheck.Run(_folder.Path, new DataCheckOptions(), observer, CancellationToken.None);

        Assert.That(observer.Lines[0], Is.EqualTo("check"));
        Assert.That(observer.Lines[^1], Is.EqualTo("2 of 2 files"));
    }

    private DataCheckReport Check() => DataCheck.Run(_folder.Path, new DataCheckOptions(), null, CancellationToken.None);

    private void Write(string name, DecodedImage image)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(name))!);
        File.WriteAllBytes(_folder.File(name), ImageEncoder.Png(image));
    }

    private static DecodedImage Noise(int seed, int height, int width)
    {
        var pixels = new byte[height * width * 3];
        new Random(seed).NextBytes(pixels);
        return new DecodedImage(height, width, pixels);
    }

    private static string[] Files(string page) => [.. Caption().Matches(page).Select(match => match.Groups[1].Value)];

    [GeneratedRegex("base64,([^\"]+)\"")]
    private static partial Regex Png();

    [GeneratedRegex("<figcaption>([^<]+)</figcaption>")]
    private static partial Regex Caption();

    private sealed class Watcher : IPipelineObserver
    {
        public List<string> Lines { get; } = [];

        public void Started(string stage) => Lines.Add(stage);

        public void Progressed(StageProgress progress) => Lines.Add(progress.Detail);

        public void Finished(StageOutcome outcome) => Lines.Add(outcome.Stage);

        public void Note(string line) => Lines.Add(line);
    }
}
