using EdgeKd.Data;
using EdgeKd.Pipeline.Evaluating;

namespace EdgeKd.Pipeline.Tests.Evaluating;

[TestFixture]
public class SliceFileTests
{
    private readonly TemporaryFolder _folder = new();

    [OneTimeTearDown]
    public void Clean() => _folder.Dispose();

    [Test]
    public void Images_are_found_by_their_names_or_the_ends_of_them()
    {
        var slices = Load("# which were taken at night\nb/cat/2.png,night\r\ncat/1.png , night\n\n2,1.png,odd name\nb/cat/2.png,wet\n");
        Assert.That(slices.Keys, Is.EquivalentTo(new[] { "night", "wet", "odd name" }));
        Assert.That(slices["night"], Is.EqualTo(new[] { 0, 1 }));
        Assert.That(slices["odd name"], Is.EqualTo(new[] { 2 }));
        Assert.That(slices["wet"], Is.EqualTo(new[] { 1 }));
    }

    [TestCase("", 0)]
    [TestCase("a/cat/1.png,night\na/cat/1.png,night\n", 1)]
    public void An_image_stands_once_in_a_slice(string text, int slices) => Assert.That(Load(text), Has.Count.EqualTo(slices));

    [TestCase("a/cat/1.png\n", "slices.csv:1: a line wants an image's name")]
    [TestCase("\n,night\n", "slices.csv:2: a line wants")]
    [TestCase("a/cat/1.png,\n", "slices.csv:1: a line wants")]
    [TestCase("a/cat/9.png,night\n", "no test image is called 'a/cat/9.png'; names are as in the data folder, such as a/cat/1.png")]
    [TestCase("at/1.png,night\n", "no test image is called 'at/1.png'")]
    [TestCase("3.png,night\n", "several test images end in '3.png'")]
    public void A_wrong_line_is_named(string text, string message) =>
        Assert.That(() => Load(text), Throws.TypeOf<InvalidDataException>().With.Message.Contains(message).And.Message.Not.Contains("\n"));

    private IReadOnlyDictionary<string, IReadOnlyList<int>> Load(string text)
    {
        var path = _folder.File("slices.csv");
        File.WriteAllText(path, text);
        return SliceFile.Load(path, new Named("a/cat/1.png", "b/cat/2.png", "a/2,1.png", "a/3.png", "b/3.png"));
    }

    private sealed class Named(params string[] names) : IImageSet
    {
        public int Count => names.Length;

        public int Height => 1;

        public int Width => 1;

        public IReadOnlyList<string> ClassNames => ["cat", "dog"];

        public int LabelOf(int index) => 0;

        public string NameOf(int index) => names[index];

        public void CopyPixels(int index, Span<byte> destination) => destination.Clear();

        public void Dispose()
        {
        }
    }
}
