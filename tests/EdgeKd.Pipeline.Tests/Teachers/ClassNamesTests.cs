using EdgeKd.Pipeline.Teachers;

namespace EdgeKd.Pipeline.Tests.Teachers;

[TestFixture]
public class ClassNamesTests
{
    [TestCase("a b c", "a b c", new[] { 0, 1, 2 })]
    [TestCase("c a b", "a b c", new[] { 1, 2, 0 })]
    [TestCase("x c y a b z", "a b c", new[] { 3, 4, 1 })]
    [TestCase("crane a crane b", "a b", new[] { 1, 3 })] // a name that ImageNet has twice, and the data has not
    public void The_datas_classes_are_found_among_the_teachers(string teacher, string data, int[] logits) =>
        Assert.That(ClassNames.Match(teacher.Split(' '), data.Split(' '), "teacher.labels"), Is.EqualTo(logits));

    [TestCase("cat dog plane", "cat dog aeroplane",
        "teacher.labels: the teacher lacks 1 of the 3 classes of the data: 'aeroplane' (nearest 'plane'); write its classes as the data does, in the order of its logits.")]
    [TestCase("Cat dog", "cat dog", "teacher.labels: the teacher lacks 1 of the 2 classes of the data: 'cat' (nearest 'Cat'); ")]
    [TestCase("a b", "a b c", "teacher.labels: the teacher lacks 1 of the 3 classes of the data: 'c'; ")]
    [TestCase("crane crane dog", "crane dog", "teacher.labels: class 'crane' stands there 2 times (logits 0, 1); rename the ones that are not the data's.")]
    public void Classes_that_it_lacks_are_listed_with_the_nearest(string teacher, string data, string message) => Assert.That(
        () => ClassNames.Match(teacher.Split(' '), data.Split(' '), "teacher.labels"),
        Throws.TypeOf<InvalidDataException>().With.Message.StartsWith(message));

    [Test]
    public void Many_are_cut_short()
    {
        var data = Enumerable.Range(0, 100).Select(k => $"class{k}").ToArray();

        Assert.That(() => ClassNames.Match(["other", "another"], data, "teacher.labels"), Throws.TypeOf<InvalidDataException>().With.Message.Contains(
            "lacks 100 of the 100 classes of the data: 'class0' (nearest 'other' or 'another'), ").And.Message.Contains(" and 90 more; "));
    }

    [TestCase("a\nb\nc", new[] { "a", "b", "c" })]
    [TestCase("a\r\n b \r\n\r\n\n", new[] { "a", "b" })]
    [TestCase("tench, Tinca tinca\ngoldfish\n", new[] { "tench, Tinca tinca", "goldfish" })]
    public void A_file_has_a_name_a_line(string text, string[] names)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("labels.txt"), text);

        Assert.That(ClassNames.Read(folder.File("labels.txt"), "teacher.labels"), Is.EqualTo(names));
    }

    [Test]
    public void A_blank_line_or_a_missing_file_is_one_line()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("labels.txt"), "a\n\nb");

        Assert.That(() => ClassNames.Read(folder.File("labels.txt"), "teacher.labels"),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("labels.txt:2: a class name is missing"));
        Assert.That(() => ClassNames.Read(folder.File("none.txt"), "teacher.labels"),
            Throws.TypeOf<FileNotFoundException>().With.Message.Contains("teacher.labels ").And.Message.Contains("does not exist"));
    }
}
