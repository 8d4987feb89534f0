using System.Text;
using EdgeKd.Data.Texts;

namespace EdgeKd.Data.Tests.Texts;

[TestFixture]
public class Utf8IndexTests
{
    [Test]
    public void EachTextIsKeptOnceAndFoundAgain()
    {
        var index = new Utf8Index();
        // More than one chunk of bytes, and several times more than the first table has slots.
        string[] texts = [.. Enumerable.Range(0, 5000).Select(i => $"{i}/{new string('x', i % 700)}")];
        for (var i = 0; i < texts.Length; i++)
        {
            Assert.That(index.Add(Encoding.UTF8.GetBytes(texts[i]), out var isNew), Is.EqualTo(i));
            Assert.That(isNew, Is.True);
        }
        for (var i = 0; i < texts.Length; i++)
        {
            Assert.That(index.Add(Encoding.UTF8.GetBytes(texts[i]), out var isNew), Is.EqualTo(i));
            Assert.That(isNew, Is.False);
            Assert.That(index.Texts.TextOf(i), Is.EqualTo(texts[i]));
        }
        Assert.That(index.Texts.Count, Is.EqualTo(texts.Length));
    }

    [TestCase(0)]
    [TestCase(Utf8Strings.MaxTextBytes)]
    public void TextsOfAnyAllowedLengthComeBack(int length)
    {
        var texts = new Utf8Strings();
        for (var i = 0; i < 40; i++) texts.Add(Enumerable.Repeat((byte)i, length).ToArray());
        for (var i = 0; i < 40; i++) Assert.That(texts[i].Length == length && !texts[i].ContainsAnyExcept((byte)i), Is.True, $"text {i}");
    }

    [Test]
    public void ALongerTextIsRefused() =>
        Assert.That(() => new Utf8Strings().Add(new byte[Utf8Strings.MaxTextBytes + 1]), Throws.TypeOf<ArgumentOutOfRangeException>());
}
