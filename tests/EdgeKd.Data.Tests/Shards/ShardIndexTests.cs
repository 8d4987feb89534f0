namespace EdgeKd.Data.Tests.Shards;

[TestFixture]
public class ShardIndexTests
{
    private static readonly string Digest = new('a', 64);

    [Test]
    public void AnIndexComesBackAsItWasWritten()
    {
        using var folder = new TemporaryFolder();
        var index = new ShardIndex { Classes = ["cat", "dog"], Train = [new("train-000000.tar", 2, 4096, Digest)], Test = [new("test-000000.tar", 1, 2048, Digest)] };
        index.Write(folder["index.json"]);
        var read = ShardIndex.Read(folder["index.json"]);
        Assert.That(read.Classes, Is.EqualTo(index.Classes));
        Assert.That(read.All, Is.EqualTo(index.All));
        Assert.That(read.Validation, Is.Empty);
    }

    [TestCase("../a.tar")]
    [TestCase("/a.tar")]
    [TestCase("a/b.tar")]
    [TestCase(".tar")]
    [TestCase(".a.tar")]
    [TestCase("a.zip")]
    [TestCase("a%2fb.tar")]
    [TestCase("a.tar?x=.tar")]
    public void AShardOutsideOfTheFolderIsRefused(string name) =>
        Assert.That(() => Read($$"""{"classes":["a","b"],"train":[{"name":"{{name}}","samples":1,"sizeBytes":1,"sha256":"{{Digest}}"}]}"""),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("plain file name").And.Message.Contains("index.json"));

    [TestCase("")]
    [TestCase("null")]
    [TestCase("{}")]
    [TestCase("""{"classes":["a"],"train":[]}""")]
    [TestCase("""{"classes":["a","a"],"train":[]}""")]
    [TestCase("""{"classes":["a","b"],"train":[]}""")]
    [TestCase("""{"classes":["a","b"],"train":[null]}""")]
    [TestCase("""{"classes":["a","b"],"train":null}""")]
    [TestCase("""{"classes":["a","b"],"train":[{"name":"a.tar","samples":0,"sizeBytes":1,"sha256":"00"}]}""")]
    public void AnotherFileIsRefusedInOneLine(string json) =>
        Assert.That(() => Read(json), Throws.TypeOf<InvalidDataException>().With.Message.Contains("no index of shards").And.Message.Not.Contains("\n"));

    private static ShardIndex Read(string json)
    {
        using var folder = new TemporaryFolder();
        return ShardIndex.Read(folder.Write("index.json", TarFile.Text(json)));
    }
}
