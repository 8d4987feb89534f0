using EdgeKd.Models;

namespace EdgeKd.EndToEnd;

/// <summary>A teacher trained by one recipe teaches beside that of another.</summary>
[TestFixture]
public class SeveralTeachersTests
{
    [TestCase("")]
    [TestCase(", views: 2")]
    public void Several_teachers_teach_as_one(string views)
    {
        using var first = new TinyRecipe();
        Assert.That(first.Run("teacher").Code, Is.Zero);
        var checkpoint = Directory.GetFiles(first.Artifacts, "teacher.safetensors", SearchOption.AllDirectories).Single();

        // The same images, and a teacher that counts a third: the mean of a network with itself is that network.
        using var several = new TinyRecipe(views: views, teacher: $"weight: 1, others: [{{ model: resnet8, checkpoint: \"{checkpoint}\", weight: 2, check: note }}], ");
        var (code, output, errors) = several.Run("distill");

        Assert.That((code, errors), Is.EqualTo((0, "")));
        var teacher = several.Figures("teacher").Single();
        Assert.That((double)teacher["validationTop1"]!, Is.EqualTo((double)teacher["firstValidationTop1"]!));
        Assert.That((string)several.Figures("distill").Single()["teacher"]!, Is.EqualTo(views == "" ? "run" : "recalled"));
        Assert.That(output, Does.Contain("mobilenetv2 by kd"));
    }

    [Test]
    public void A_checkpoint_of_PyTorch_teaches_and_what_was_taken_of_it_is_said()
    {
        using var first = new TinyRecipe();
        Assert.That(first.Run("teacher").Code, Is.Zero);
        var checkpoint = Path.Combine(first.Folder, "latest.pth");
        using (var weights = CheckpointFile.Load(Directory.GetFiles(first.Artifacts, "teacher.safetensors", SearchOption.AllDirectories).Single()))
        {
            PyTorchCheckpoint.Save(checkpoint, weights.Tensors.SelectMany(pair => new[]
            {
                KeyValuePair.Create($"module.student.{pair.Key}", pair.Value), KeyValuePair.Create($"module.teacher.{pair.Key}", pair.Value),
            }));
        }

        using var several = new TinyRecipe(teacher: $"weight: 1, others: [{{ model: resnet8, checkpoint: \"{checkpoint}\", weight: 2, check: note }}], ");
        var (code, output, errors) = several.Run("teacher");

        Assert.That((code, errors), Is.EqualTo((0, "")));
        var teacher = several.Figures("teacher").Single();
        Assert.That((double)teacher["validationTop1"]!, Is.EqualTo((double)teacher["firstValidationTop1"]!));
        Assert.That(output, Does.Contain("latest.pth: the prefix 'module.'").And.Contain("latest.pth: the ").And.Contain("tensors of 'student.'"));
    }

    [Test]
    public void A_teacher_that_is_missing_is_one_line()
    {
        using var several = new TinyRecipe(teacher: "others: [{ model: resnet8, checkpoint: nowhere.safetensors }], ");
        var (code, _, errors) = several.Run("teacher");

        Assert.That(code, Is.EqualTo(1));
        Assert.That(errors.TrimEnd(), Does.Contain("teacher.others[0].checkpoint").And.Contain("does not exist").And.Not.Contain("\n"));
    }
}
