using EdgeKd.Models;
using TorchSharp;

namespace EdgeKd.EndToEnd.Teachers;

/// <summary>A good teacher, spoilt in the ways that happen: each is stopped by its cause, and the remedy that is named works.</summary>
[TestFixture]
public class SpoiltTeacherTests
{
    private const string Expecting = "model: resnet8, expectedTop1: 0.95, checkpoint: ";
    private static readonly int[] Permutation = [2, 0, 1, 5, 3, 4, 7, 8, 6];

    private readonly HueRecipe _recipe = new();

    [OneTimeSetUp]
    public void Train()
    {
        var (code, _, errors) = _recipe.Run("teacher", "model: resnet8, train: { epochs: 6, batchSize: 32, learningRate: 0.05, schedule: { warmUpEpochs: 0.5 } }");
        Assert.That((code, errors), Is.EqualTo((0, "")));
        Assert.That((double)_recipe.LastFigures("teacher")["validationTop1"]!, Is.GreaterThan(0.95));
        File.Copy(Directory.GetFiles(_recipe.Artifacts, "teacher.safetensors", SearchOption.AllDirectories).Single(), _recipe.File("good.safetensors"));
        Spoil("bgr.safetensors", network => Change(network, "conv1.weight", weight => weight.flip(1)));
        Spoil("permuted.safetensors", network =>
        {
            using var order = torch.tensor(Permutation.Select(k => (long)k).ToArray());
            Change(network, "fc.weight", weight => weight.index_select(0, order));
            Change(network, "fc.bias", bias => bias.index_select(0, order));
        });
    }

    [OneTimeTearDown]
    public void Clean() => _recipe.Dispose();

    [Test]
    public void A_good_teacher_passes_and_its_figures_are_kept()
    {
        var (code, output, errors) = _recipe.Run("teacher", Expecting + "good.safetensors");

        Assert.That((code, errors), Is.EqualTo((0, "")));
        Assert.That(output, Does.Contain("resnet8: top-1 "));
        Assert.That((string)_recipe.LastFigures("teacher")["checkpoint"]!, Is.EqualTo("good.safetensors"));
    }

    [Test]
    public void A_teacher_of_larger_images_sees_larger_ones()
    {
        var (code, _, errors) = _recipe.Run("teacher", "imageSize: 40, " + Expecting + "good.safetensors");

        Assert.That((code, errors), Is.EqualTo((0, "")));
    }

    [Test]
    public void A_student_that_was_exported_here_teaches_without_a_word_about_its_images_and_classes()
    {
        Assert.That(_recipe.Run("export", Expecting + "good.safetensors").Code, Is.Zero);
        var reached = (double)_recipe.LastFigures("distill")["validationTop1"]!;
        File.Copy(Directory.GetFiles(_recipe.Artifacts, "model.fp32.onnx", SearchOption.AllDirectories).Single(), _recipe.File("exported.onnx"));

        var (code, _, errors) = _recipe.Run("teacher", "onnx: exported.onnx", normalize: "mean: [0.9, 0.9, 0.9], std: [0.1, 0.1, 0.1]");

        Assert.That((code, errors), Is.EqualTo((0, "")));
        Assert.That((double)_recipe.LastFigures("teacher")["validationTop1"]!, Is.EqualTo(reached).Within(0.005).And.GreaterThan(0.3));
    }

    [Test]
    public void A_teacher_of_BGR_images_is_named_and_put_right()
    {
        var errors = Refused(Expecting + "bgr.safetensors");

        Assert.That(errors, Does.Match(
            @"^edgekd: bgr\.safetensors reaches \d+\.\d % of the 270 validation images.*, expected at least 95\.0 %: it was trained on BGR images - with red and blue exchanged it reaches \d+\.\d %\. Set teacher\.channels: bgr\.$"));
        Assert.That(_recipe.Run("teacher", "channels: bgr, " + Expecting + "bgr.safetensors").Code, Is.Zero);
    }

    [TestCase("mean: [0.4914, 0.4822, 0.4465], std: [0.2470, 0.2435, 0.2616]")]
    [TestCase("mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225]")]
    public void A_teacher_of_pixels_that_were_not_normalised_is_named_and_put_right(string normalize)
    {
        var errors = Refused(Expecting + "good.safetensors", normalize);

        Assert.That(errors, Does.EndWith(". Set teacher.normalize: { mean: [0, 0, 0], std: [1, 1, 1] }.").And.Contain(
            "it was trained on pixels from 0 to 1 without normalisation - given those it reaches "));
        Assert.That(_recipe.Run("teacher", "normalize: { mean: [0, 0, 0], std: [1, 1, 1] }, " + Expecting + "good.safetensors", normalize: normalize).Code, Is.Zero);
    }

    [Test]
    public void A_teacher_of_bytes_is_named_and_put_right()
    {
        Spoil("bytes.safetensors", network => Change(network, "conv1.weight", weight => weight / 255));

        var errors = Refused(Expecting + "bytes.safetensors");

        Assert.That(errors, Does.Contain("it was trained on pixels from 0 to 255").And.Contain(". Set teacher.scale: 255 and teacher.normalize: { mean: [0, 0, 0], std: [1, 1, 1] }."));
        Assert.That(_recipe.Run("teacher", "scale: 255, normalize: { mean: [0, 0, 0], std: [1, 1, 1] }, " + Expecting + "bytes.safetensors").Code, Is.Zero);
        Assert.That(_recipe.Run("teacher", "scale: 255, " + Expecting + "bytes.safetensors").Code, Is.Zero);
    }

    [TestCase(Expecting)]
    [TestCase("model: resnet8, checkpoint: ")]
    public void A_teacher_of_permuted_classes_is_named_and_put_right(string teacher)
    {
        var errors = Refused(teacher + "permuted.safetensors");

        // The data's classes in the order of the alphabet, as the folders are; logit i is the class that row i was.
        var names = HueImages.Names.Order(StringComparer.Ordinal).ToArray();
        var labels = $"[{string.Join(", ", Permutation.Select(k => names[k]))}]";
        Assert.That(errors, Does.Contain("it was trained on classes in another order - with its logits reassigned it reaches ").And.EndWith($". Set teacher.labels: {labels}."));
        Assert.That(_recipe.Run("teacher", $"labels: {labels}, {teacher}permuted.safetensors").Code, Is.Zero);
    }

    [Test]
    public void A_teacher_of_another_number_of_classes_is_named()
    {
        using (var other = ModelZoo.Create("resnet8", new ModelOptions { Classes = 10 }))
            Checkpoint.Save(other, _recipe.File("ten.safetensors"));

        Assert.That(Refused(Expecting + "ten.safetensors"), Does.StartWith(
            "edgekd: ten.safetensors has 10 classes and the data has 9: name the teacher's classes in the order of its logits with teacher.labels"));
    }

    [Test]
    public void A_teacher_that_knows_more_classes_teaches_those_of_the_data()
    {
        var names = HueImages.Names.Order(StringComparer.Ordinal).ToList();
        using (var good = ModelZoo.Create("resnet8", new ModelOptions { Classes = HueImages.Names.Length }))
        using (var more = ModelZoo.Create("resnet8", new ModelOptions { Classes = HueImages.Names.Length + 2 }))
        {
            Checkpoint.Load(good, _recipe.File("good.safetensors"));
            using var noGrad = torch.no_grad();
            var from = good.state_dict();
            foreach (var (name, target) in more.state_dict())
            {
                // Two classes that the data has not, before and after the others.
                if (name.StartsWith("fc.", StringComparison.Ordinal))
                    target.narrow(0, 1, HueImages.Names.Length).copy_(from[name]);
                else
                    target.copy_(from[name]);
            }
            Checkpoint.Save(more, _recipe.File("more.safetensors"));
        }
        File.WriteAllLines(_recipe.File("more.txt"), ["black", .. names, "white"]);

        var (code, _, errors) = _recipe.Run("teacher", "labels: more.txt, " + Expecting + "more.safetensors");

        Assert.That((code, errors), Is.EqualTo((0, "")));
    }

    [TestCase(Expecting, ", expected at least 95.0 %")]
    [TestCase("model: resnet8, checkpoint: ", "")]
    public void A_teacher_of_random_weights_is_named(string teacher, string expected)
    {
        torch.random.manual_seed(5);
        using (var random = ModelZoo.Create("resnet8", new ModelOptions { Classes = HueImages.Names.Length }))
            Checkpoint.Save(random, _recipe.File("random.safetensors"));

        var errors = Refused(teacher + "random.safetensors");

        Assert.That(errors, Does.Contain($"{expected}; no usual cause explains it (").And.Contain("its weights look random").And.Contain("no better than "));
    }

    [Test]
    public void A_teacher_trained_here_that_learned_nothing_is_stopped_and_a_note_goes_on()
    {
        const string Teacher = "model: resnet8, train: { epochs: 1, batchSize: 480, learningRate: 1e-6, schedule: { warmUpEpochs: 0 } }";

        Assert.That(Refused(Teacher), Does.StartWith("edgekd: the teacher resnet8, trained here, reaches ").And.Contain("no better than chance").And.Contain("train it longer"));
        var (code, output, _) = _recipe.Run("teacher", "check: note, " + Teacher);
        Assert.That(code, Is.Zero);
        Assert.That(output, Does.Contain("no better than chance"));
    }

    private string Refused(string teacher, string normalize = "mean: [0, 0, 0], std: [1, 1, 1]")
    {
        var (code, _, errors) = _recipe.Run("teacher", teacher, normalize: normalize);
        Assert.That(code, Is.EqualTo(1));
        Assert.That(errors, Does.Not.Contain("\n"));
        TestContext.Out.WriteLine(errors);
        return errors;
    }

    private void Spoil(string file, Action<ImageClassifier> change)
    {
        using var network = ModelZoo.Create("resnet8", new ModelOptions { Classes = HueImages.Names.Length });
        Checkpoint.Load(network, _recipe.File("good.safetensors"));
        change(network);
        Checkpoint.Save(network, _recipe.File(file));
    }

    private static void Change(ImageClassifier network, string name, Func<torch.Tensor, torch.Tensor> change)
    {
        using var noGrad = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var weight = network.state_dict()[name];
        weight.copy_(change(weight.clone()));
    }
}
