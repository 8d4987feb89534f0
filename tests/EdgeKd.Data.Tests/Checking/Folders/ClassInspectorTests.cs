using EdgeKd.Data.Checking;

namespace EdgeKd.Data.Tests.Checking.Folders;

[TestFixture]
public class ClassInspectorTests
{
    [TestCase("train/a:5 train/b:5 test/a:2 test/b:2", "")]
    [TestCase("train/a:5 test/a:2", "single-class train/a")]
    [TestCase("a:5", "single-class a")]
    [TestCase("a:5 b:1", "single-image-class b")]
    [TestCase("a:5 b:0", "empty-class b")]
    [TestCase("train/a:5 train/b:5 test/a:2", "missing-class test/b")]
    [TestCase("train/a:5 train/b:5 test/a:2 test/b:2 test/c:2", "missing-class train/c")]
    [TestCase("train/a:5 train/b:5 test/a:2 test/B:2", "class-names-alike test/B train/b")]
    [TestCase("a:5 A:5 b:5", "class-names-alike A a")]
    [TestCase("a:20 b:2 c:10", "")]
    [TestCase("a:21 b:2 c:10", "imbalance b")]
    [TestCase("a:31 b:3 c:2", "imbalance c b")]
    [TestCase("a:21 b:1", "single-image-class b")]
    [TestCase("train/a:9 train/b:9 test/a:21 test/b:2", "imbalance test/b")]
    public void Classes_are_judged_by_their_names_and_counts(string classes, string findings)
    {
        using var folder = new TemporaryFolder();
        Dictionary<CheckedClass, int> counts = [];
        foreach (var (name, count) in classes.Split(' ').Select(word => (word.Split(':')[0], int.Parse(word.Split(':')[1], null))))
        {
            Directory.CreateDirectory(folder[name]);
            var at = name.LastIndexOf('/');
            counts.Add(new CheckedClass(at < 0 ? "" : name[..at], name[(at + 1)..]), count);
        }

        var found = ClassInspector.Inspect(CheckedFolder.Read(folder.Path), counts, maxImbalance: 10);

        Assert.That(string.Join(", ", found.Select(finding => $"{finding.Code} {string.Join(' ', finding.Files)}")), Is.EqualTo(findings));
    }
}
