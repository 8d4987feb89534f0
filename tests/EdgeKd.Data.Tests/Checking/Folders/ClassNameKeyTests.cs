using EdgeKd.Data.Checking;

namespace EdgeKd.Data.Tests.Checking.Folders;

[TestFixture]
public class ClassNameKeyTests
{
    [TestCase("cat", "Cat", true)]
    [TestCase("hot dog", "hotdog", true)]
    [TestCase("hot dog", "Hot_Dog", true)]
    [TestCase("hot-dog", " hot\u00a0dog ", true)]
    [TestCase("ÄPFEL", "äpfel", true)]
    [TestCase("size 1", "size1", true)]
    [TestCase("1-1", "11", false)]
    [TestCase("1-1", "1_1", true)]
    [TestCase("cat", "cats", false)]
    [TestCase("c++", "c", false)]
    public void Case_and_separators_do_not_count(string a, string b, bool areAlike) =>
        Assert.That(ClassNameKey.Of(a) == ClassNameKey.Of(b), Is.EqualTo(areAlike));
}
