using System.Text;
using EdgeKd.Data.Manifests;

namespace EdgeKd.Data.Tests.Manifests;

[TestFixture]
public class JsonLinesManifestTests
{
    [TestCase("""{"path":"a.jpg","label":"cat"}""", "a.jpg|cat|-|-")]
    [TestCase("""{"part":"train","group":"g","label":"cat","path":"a.jpg"}""" + "\r\n\n" + """{"path":"b.jpg","label":"dog","part":"test","group":null}""", "a.jpg|cat|g|Train b.jpg|dog|-|Test")]
    [TestCase("""{"path":"K\u00e4se.jpg","label":"a \"b\""}""", "Käse.jpg|a \"b\"|-|-")]
    [TestCase("""{"path":"a.jpg","label":7,"group":-1.5}""", "a.jpg|7|-1.5|-")]
    [TestCase("""{"path":"a.jpg","label":"x","boxes":[{"path":"no"}],"size":{"w":1}}""", "a.jpg|x|-|-")]
    public void KeysAreFoundByName(string text, string entries) => Assert.That(CsvManifestTests.Shown(Read(text)), Is.EqualTo(entries));

    [Test]
    public void UnknownKeysAreNamed() =>
        Assert.That(Read("""{"path":"a.jpg","label":"x","boxes":[],"Label":"y"}""").UnknownColumns, Is.EqualTo(new[] { "Label", "boxes" }));

    [TestCase("", "i.jsonl: it lists no image; ")]
    [TestCase("""{"path":"a.jpg"}""", "i.jsonl:1: the label is empty; ")]
    [TestCase("""{"label":"a"}""", "i.jsonl:1: the path is empty")]
    [TestCase("""{"path":"a.jpg","label":true}""", "i.jsonl:1: the label is neither text nor a number; ")]
    [TestCase("""{"path":["a.jpg"],"label":"a"}""", "i.jsonl:1: the path is neither text nor a number; ")]
    [TestCase("""{"path":"a.jpg","label":"a","label":"b"}""", "i.jsonl:1: the key label stands there twice; ")]
    [TestCase("""["a.jpg"]""", "i.jsonl:1: not a JSON object (it does not begin with {); ")]
    [TestCase("""{"path":"a.jpg","label":"a"} {}""", "i.jsonl:1: not a JSON object (")]
    [TestCase("""{"path":"a.jpg",""", "i.jsonl:1: not a JSON object (")]
    [TestCase("nonsense", "i.jsonl:1: not a JSON object (")]
    [TestCase("""{"path":"a.jpg","label":"\ud800"}""", "i.jsonl:1: not a JSON object (")]
    [TestCase("""{"path":"a\u0000.jpg","label":"a"}""", "i.jsonl:1: the path holds a control character")]
    [TestCase("""{"path":"a.jpg","label":"a"}""" + "\n" + """{"path":"a\u002ejpg","label":"b"}""", "i.jsonl:2: path 'a.jpg' stands on line 1 already; ")]
    public void WhatCannotBeUsedIsNamedByItsLine(string text, string message) =>
        Assert.That(() => Read(text), Throws.TypeOf<InvalidDataException>().With.Message.StartsWith(message).And.Message.Not.Contains("\n"));

    [Test]
    public void BytesThatAreNoTextAreNamed() =>
        Assert.That(() => Read([.. """{"path":"a.jpg","label":"K"""u8, 0xE4, .. "\"}"u8]), Throws.TypeOf<InvalidDataException>().With.Message.StartsWith("i.jsonl:1: "));

    [TestCase(70_000, "i.jsonl:1: the path is too long")]
    [TestCase(2_000_000, "i.jsonl:1: the line has more than the 1048576 bytes allowed")]
    public void LongLinesAreRefused(int length, string message) =>
        Assert.That(() => Read($$"""{"path":"{{new string('a', length)}}","label":"a"}"""), Throws.TypeOf<InvalidDataException>().With.Message.StartsWith(message));

    private static ManifestTable Read(string text) => Read(Encoding.UTF8.GetBytes(text));

    private static ManifestTable Read(byte[] text)
    {
        var builder = new ManifestBuilder("i.jsonl");
        JsonLinesManifest.Read(new MemoryStream(text), "i.jsonl", builder);
        return builder.Build();
    }
}
