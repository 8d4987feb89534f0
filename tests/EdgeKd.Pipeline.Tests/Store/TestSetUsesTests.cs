using EdgeKd.Pipeline.Store;

namespace EdgeKd.Pipeline.Tests.Store;

[TestFixture]
public class TestSetUsesTests
{
    [Test]
    public void Uses_add_up_for_each_test_set_and_outlive_the_object()
    {
        using var folder = new TemporaryFolder();
        var first = new TestSetUses(folder.Path);

        Assert.That(first.Count("aa"), Is.Zero);
        Assert.That(first.Add("aa", default), Is.EqualTo(1));
        Assert.That(first.Add("bb", default), Is.EqualTo(1));
        Assert.That(new TestSetUses(folder.Path).Add("aa", default), Is.EqualTo(2));
        Assert.That(new TestSetUses(folder.Path).Count("aa"), Is.EqualTo(2));
    }

    [Test]
    public void Parallel_uses_are_all_counted()
    {
        using var folder = new TemporaryFolder();

        Parallel.For(0, 8, _ => new TestSetUses(folder.Path).Add("aa", default));

        Assert.That(new TestSetUses(folder.Path).Count("aa"), Is.EqualTo(8));
    }

    [Test]
    public void Damaged_counts_are_not_taken_for_none()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("test-uses.json"), "{");

        Assert.That(() => new TestSetUses(folder.Path).Count("aa"), Throws.TypeOf<InvalidDataException>().With.Message.Contains("repair or remove"));
    }
}
