using EdgeKd.Data.Shards;

namespace EdgeKd.Data.Tests.Shards;

[TestFixture]
public class ShardSamplesTests
{
    private static readonly byte[] Picture = [1, 2, 3];

    [Test]
    public void NeighboursWithOneKeyAreASample()
    {
        var samples = Read(
            ("a/0001.jpg", Picture), ("a/0001.cls", TarFile.Text("3\n")), ("a/0001.seg.bin", []), ("README", []), ("__meta__.json", []),
            ("b/0001.cls", TarFile.Text("0")), ("b/0001.PNG", Picture));
        Assert.That(samples.Select(sample => (sample.Image.Name, sample.Label.Number)), Is.EqualTo(new[] { ("a/0001.jpg", 3), ("b/0001.PNG", 0) }));
    }

    [TestCase("json", """{"label": 7, "width": 3}""", 7, null)]
    [TestCase("json", """{"label": "cat"}""", -1, "cat")]
    [TestCase("txt", " tabby cat\n", -1, "tabby cat")]
    [TestCase("cls", "12", 12, null)]
    public void LabelsAreNumbersOrNames(string extension, string text, int number, string? name) =>
        Assert.That(Read(("1.jpg", Picture), ($"1.{extension}", TarFile.Text(text))).Single().Label, Is.EqualTo(new SampleLabel(number, name)));

    [Test]
    public void AClassNumberGoesBeforeADescription() =>
        Assert.That(
            Read(("1.txt", TarFile.Text("a photo of a cat")), ("1.json", TarFile.Text("{}")), ("1.cls", TarFile.Text("2")), ("1.webp", Picture)).Single().Label.Number,
            Is.EqualTo(2));

    [TestCase("cls", "cat", "no class number")]
    [TestCase("cls", "-1", "no class number")]
    [TestCase("cls", "99999999999", "no class number")]
    [TestCase("cls", "", "no class number")]
    [TestCase("json", "{", "damaged")]
    [TestCase("json", "[1]", "no 'label'")]
    [TestCase("json", """{"label": 1.5}""", "no 'label'")]
    [TestCase("json", """{"label": -1}""", "no 'label'")]
    [TestCase("txt", "a\nb", "several lines")]
    [TestCase("txt", " ", "empty")]
    public void AnotherLabelIsRefusedByTheSamplesKey(string extension, string text, string why) =>
        Assert.That(() => Read(("k/1.jpg", Picture), ($"k/1.{extension}", TarFile.Text(text))),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("'k/1'").And.Message.Contains(why).And.Message.Not.Contains("\n"));

    [Test]
    public void ASampleNeedsOnePictureAndALabel()
    {
        Assert.That(() => Read(("1.jpg", Picture)), Throws.TypeOf<InvalidDataException>().With.Message.Contains("'1' has no label"));
        Assert.That(() => Read(("1.cls", TarFile.Text("1"))), Throws.TypeOf<InvalidDataException>().With.Message.Contains("'1' has no picture"));
        Assert.That(() => Read(("1.jpg", Picture), ("1.png", Picture)), Throws.TypeOf<InvalidDataException>().With.Message.Contains("'1' has two pictures"));
        Assert.That(() => Read(("1.jpg", Picture), ("1.cls", new byte[(1 << 20) + 1])), Throws.TypeOf<InvalidDataException>().With.Message.Contains("more than"));
    }

    private static ShardSample[] Read(params (string, byte[])[] files) => [.. ShardSamples.Read(new MemoryStream(TarFile.Of(files)))];
}
