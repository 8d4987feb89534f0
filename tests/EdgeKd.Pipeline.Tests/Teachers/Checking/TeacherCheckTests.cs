using EdgeKd.Models;
using EdgeKd.Pipeline.Teachers.Checking;

namespace EdgeKd.Pipeline.Tests.Teachers.Checking;

[TestFixture]
public class TeacherCheckTests
{
    // One point below is allowed, to the last image.
    [TestCase(0.90, 0.90, ExpectedResult = false)]
    [TestCase(0.95, 0.90, ExpectedResult = false)]
    [TestCase(0.89, 0.90, ExpectedResult = false)]
    [TestCase(0.8899, 0.90, ExpectedResult = true)]
    [TestCase(0.11, 0.90, ExpectedResult = true)]
    [TestCase(0.005, 0.01, ExpectedResult = false)]
    [TestCase(0.30, null, ExpectedResult = false)]
    public bool More_than_a_point_under_is_under(double top1, double? expected) => TeacherCheck.IsUnder(top1, expected);

    [TestCase(0.92, 0.90, null)]
    [TestCase(0.30, null, null)]
    [TestCase(0.112, 0.90, "t.pth reaches 11.2 % of the 1,000 validation images, no better than chance (10.0 %), expected at least 90.0 %")]
    [TestCase(0.112, null, "t.pth reaches 11.2 % of the 1,000 validation images, no better than chance (10.0 %)")]
    [TestCase(0.85, 0.90, "t.pth reaches 85.0 % of the 1,000 validation images, expected at least 90.0 %")]
    [TestCase(0.112, 0.05, "t.pth reaches 11.2 % of the 1,000 validation images, no better than chance (10.0 %), expected at least 5.0 %")]
    public void A_complaint_has_the_figures(double top1, double? expected, string? complaint)
    {
        using var images = new LabelledImages(10, [.. Enumerable.Range(0, 1000).Select(i => i % 10)]);

        Assert.That(TeacherCheck.Complaint("t.pth", top1, expected, images)?.Text, Is.EqualTo(complaint));
    }

    [TestCase(0.30, true, true)]
    [TestCase(0.30, false, false)]
    [TestCase(0.60, true, false)] // nobody is asked
    public void A_low_top1_that_shuffled_classes_reach_too_is_chance(double top1, bool arbitrary, bool chance)
    {
        using var images = new LabelledImages(10, [.. Enumerable.Range(0, 1000).Select(i => i % 10)]);

        Assert.That(TeacherCheck.Complaint("t.pth", top1, null, images, () => arbitrary)?.IsChance ?? false, Is.EqualTo(chance));
    }

    [TestCase(10, 12, ExpectedResult = 10)]
    [TestCase(100, 10, ExpectedResult = 100)]
    public int? A_checkpoint_of_other_classes_is_told_by_its_refusal(int file, int network) => TeacherCheck.ClassesOfMisfit(Refusal("resnet8", file, "resnet8", network), network);

    [Test]
    public void A_checkpoint_of_another_network_is_not_one_of_other_classes() =>
        Assert.That(TeacherCheck.ClassesOfMisfit(Refusal("mobilenetv1", 10, "resnet8", 10), 10), Is.Null);

    private static string Refusal(string saved, int savedClasses, string loaded, int loadedClasses)
    {
        using var folder = new TemporaryFolder();
        using var from = ModelZoo.Create(saved, new ModelOptions { Classes = savedClasses });
        using var to = ModelZoo.Create(loaded, new ModelOptions { Classes = loadedClasses });
        Checkpoint.Save(from, folder.File("t.safetensors"));
        return Assert.Throws<InvalidDataException>(() => Checkpoint.Load(to, folder.File("t.safetensors")))!.Message;
    }
}
