using System.Text;
using EdgeKd.Data.Manifests;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeKd.Data.Tests.Manifests;

[TestFixture]
public class CsvManifestTests
{
    [TestCase("path,label\na/1.jpg,cat\nb.jpg,dog\n", "a/1.jpg|cat|-|- b.jpg|dog|-|-")]
    [TestCase("label,path\ncat,a.jpg", "a.jpg|cat|-|-")]
    [TestCase("part,group,label,path\nval,g1,cat,a.jpg\r\ntrain,,dog,b.jpg\r\n", "a.jpg|cat|g1|Validation b.jpg|dog|-|Train")]
    [TestCase("\uFEFFpath,label\na.jpg,cat\n", "a.jpg|cat|-|-")]
    [TestCase("Path, LABEL\na.jpg,cat\n", "a.jpg|cat|-|-")]
    [TestCase("path,label\n\"a, \"\"b\"\".jpg\",\"a cat\"\n", "a, \"b\".jpg|a cat|-|-")]
    [TestCase("path,label\n\n\na.jpg,cat\n\n", "a.jpg|cat|-|-")]
    [TestCase("path,label,width\na.jpg,Käse 7,30\n", "a.jpg|Käse 7|-|-")]
    [TestCase("path,label,part\na.jpg,x,test\nb.jpg,x,validation\n", "a.jpg|x|-|Test b.jpg|x|-|Validation")]
    public void ColumnsAreFoundByName(string text, string entries) => Assert.That(Shown(Read(text)), Is.EqualTo(entries));

    [Test]
    public void UnknownColumnsAreNamed() =>
        Assert.That(Read("width,path,label,height\n1,a.jpg,cat,2\n").UnknownColumns, Is.EqualTo(new[] { "height", "width" }));

    [Test]
    public void EachEntryKnowsItsLine() =>
        Assert.That(Read("path,label\n\"a.jpg\",cat\n\nb.jpg,dog\n").Lines, Is.EqualTo(new[] { 2, 4 }));

    [Test]
    public void QuotedFieldsComeBackAsTheyWere() => Prop.ForAll<NonNull<string>, NonNull<string>>((a, b) =>
    {
        string[] labels = [Plain(a.Get) + ",", "\"" + Plain(b.Get), Plain(a.Get) + "\",\"" + Plain(b.Get), "'" + Plain(b.Get)];
        var table = Read("label,path\r\n" + string.Concat(labels.Select((label, i) => $"\"{label.Replace("\"", "\"\"", StringComparison.Ordinal)}\",{i}.jpg\r\n")));
        Assert.That(table.Labels.Select(table.LabelNames.TextOf), Is.EqualTo(labels));

        // Half surrogates have no UTF-8, and control characters are refused.
        static string Plain(string text) => string.Concat(text.Where(c => !char.IsControl(c) && !char.IsSurrogate(c)));
    }).QuickCheckThrowOnFailure();

    [TestCase("", "images.csv: it lists no image; ")]
    [TestCase("path,label\n", "images.csv: it lists no image; ")]
    [TestCase("path,class\na.jpg,cat\n", "images.csv:1: the header names no column label; it names 'path', 'class', ")]
    [TestCase("path;label\na.jpg;cat\n", "images.csv:1: the header names no column path; it names 'path;label', ")]
    [TestCase("path,label,path\na,b,c\n", "images.csv:1: the header names the column path twice; ")]
    [TestCase("path,label\na.jpg\n", "images.csv:2: the line has 1 fields, and the header 2; ")]
    [TestCase("path,label\na.jpg,cat,7\n", "images.csv:2: the line has 3 fields, and the header 2; ")]
    [TestCase("path,label\na.jpg,cat\nb.jpg,\n", "images.csv:3: the label is empty; ")]
    [TestCase("path,label\n,cat\n", "images.csv:2: the path is empty")]
    [TestCase("path,label\na.jpg,cat\nb.jpg,cat\na.jpg,dog\n", "images.csv:4: path 'a.jpg' stands on line 2 already; ")]
    [TestCase("path,label\n../a.jpg,cat\n", "images.csv:2: the path has an empty part, '.' or '..'; ")]
    [TestCase("path,label\na/../../b.jpg,cat\n", "images.csv:2: the path has an empty part, '.' or '..'; ")]
    [TestCase("path,label\n./a.jpg,cat\n", "images.csv:2: the path has an empty part, '.' or '..'; ")]
    [TestCase("path,label\na//b.jpg,cat\n", "images.csv:2: the path has an empty part, '.' or '..'; ")]
    [TestCase("path,label\na/,cat\n", "images.csv:2: the path has an empty part, '.' or '..'; ")]
    [TestCase("path,label\n/etc/passwd,cat\n", "images.csv:2: the path is absolute; ")]
    [TestCase("path,label\nC:/a.jpg,cat\n", "images.csv:2: the path is absolute; ")]
    [TestCase("path,label\na\\b.jpg,cat\n", "images.csv:2: the path has a backslash; ")]
    [TestCase("path,label\n\"a\nb.jpg\",cat\n", "images.csv:2: the path holds a control character")]
    [TestCase("path,label\na.jpg,c\u0085at\n", "images.csv:2: the label holds a control character; ")]
    [TestCase("path,label\na.jpg,\"cat\nb.jpg,dog\n", "images.csv:2: ")]
    [TestCase("path,label,part\na.jpg,cat,holdout\n", "images.csv:2: part 'holdout' is not known; use train, validation or test, ")]
    [TestCase("path,label,part\na.jpg,cat,train\nb.jpg,cat,\n", "images.csv:3: the image has no part, and others have one; ")]
    [TestCase("path,label,part\na.jpg,cat,\nb.jpg,cat,\nc.jpg,cat,test\n", "images.csv:2: the image has no part, and others have one; ")]
    public void WhatCannotBeUsedIsNamedByItsLine(string text, string message) =>
        Assert.That(() => Read(text), Throws.TypeOf<InvalidDataException>().With.Message.StartsWith(message).And.Message.Not.Contains("\n"));

    [TestCase(4096, null)]
    [TestCase(4097, "images.csv:2: the path is too long")]
    public void APathMayBeAsLongAsLinuxHasIt(int length, string? message) =>
        Assert.That(() => Read($"path,label\n{new string('a', length)},cat\n"),
            message is null ? Throws.Nothing : Throws.TypeOf<InvalidDataException>().With.Message.StartsWith(message));

    [TestCase(1024, null)]
    [TestCase(1025, "images.csv:2: the label has 1025 bytes, more than the 1024 allowed")]
    public void ALabelMayHaveAKibibyte(int length, string? message) =>
        Assert.That(() => Read($"path,label\na.jpg,{new string('a', length)}\n"),
            message is null ? Throws.Nothing : Throws.TypeOf<InvalidDataException>().With.Message.StartsWith(message));

    [Test]
    public void AnotherEncodingIsNamed() =>
        Assert.That(() => Read([.. "path,label\na.jpg,K"u8, 0xE4, .. "se\n"u8]), Throws.TypeOf<InvalidDataException>().With.Message.StartsWith("images.csv: it is not UTF-8 text"));

    [Test]
    public void AQuotationMarkThatIsNeverClosedDoesNotTakeTheWholeFile() =>
        Assert.That(() => Read(Encoding.UTF8.GetBytes("path,label\n\"a.jpg,cat\n" + new string('x', 20 << 20))),
            Throws.TypeOf<InvalidDataException>().With.Message.StartsWith("images.csv:2: ").And.Message.Contains("quotation mark"));

    private static ManifestTable Read(string text) => Read(Encoding.UTF8.GetBytes(text));

    private static ManifestTable Read(byte[] text)
    {
        var builder = new ManifestBuilder("images.csv");
        CsvManifest.Read(new MemoryStream(text), "images.csv", builder);
        return builder.Build();
    }

    internal static string Shown(ManifestTable table) => string.Join(' ', Enumerable.Range(0, table.Count).Select(i =>
        $"{table.Paths.TextOf(i)}|{table.LabelNames.TextOf(table.Labels[i])}|{(table.Groups[i] < 0 ? "-" : table.GroupNames.TextOf(table.Groups[i]))}|{table.Parts?[i].ToString() ?? "-"}"));
}
