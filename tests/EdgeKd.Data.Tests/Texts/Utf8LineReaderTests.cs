using System.Text;
using EdgeKd.Data.Texts;

namespace EdgeKd.Data.Tests.Texts;

[TestFixture]
public class Utf8LineReaderTests
{
    [TestCase("", new string[0])]
    [TestCase("a", new[] { "a" })]
    [TestCase("a\n", new[] { "a" })]
    [TestCase("\n", new[] { "" })]
    [TestCase("a\n\nb", new[] { "a", "", "b" })]
    [TestCase("a\r\nb\r\n", new[] { "a", "b" })]
    [TestCase("\uFEFFa\n\uFEFFb", new[] { "a", "\uFEFFb" })]
    [TestCase("\uFEFF", new[] { "" })]
    public void LinesAreDividedByTheirEnds(string text, string[] lines) => Assert.That(Read(text, 100), Is.EqualTo(lines));

    [Test]
    public void LinesThatCrossTheBufferComeWhole()
    {
        string[] lines = [.. Enumerable.Range(0, 4000).Select(i => new string((char)('a' + (i % 26)), i % 97))];
        Assert.That(Read(string.Join('\n', lines) + "\n", 97), Is.EqualTo(lines));
    }

    [Test]
    public void ALineMayBeAsLongAsIsAllowedAndNoLonger()
    {
        Assert.That(Read(new string('a', 200_000) + "\nb", 200_000), Has.Count.EqualTo(2));
        Assert.That(() => Read("a\n" + new string('b', 200_001), 200_000), Throws.TypeOf<InvalidDataException>().With.Message.StartsWith("text:2: "));
        Assert.That(() => Read("a\n" + new string('b', 300_000), 200_000), Throws.TypeOf<InvalidDataException>().With.Message.StartsWith("text:2: "));
    }

    private static List<string> Read(string text, int maxLineBytes)
    {
        var reader = new Utf8LineReader(new MemoryStream(Encoding.UTF8.GetBytes(text)), "text", maxLineBytes);
        List<string> lines = [];
        while (reader.TryRead(out var line)) lines.Add(Encoding.UTF8.GetString(line));
        Assert.That(reader.LineNumber, Is.EqualTo(lines.Count));
        return lines;
    }
}
