using EdgeKd.Data;
using EdgeKd.Distillation;
using EdgeKd.Models;
using EdgeKd.Pipeline.Evaluating;
using EdgeKd.Pipeline.Stages;
using EdgeKd.Pipeline.Suspects;

namespace EdgeKd.Pipeline.Tests.Suspects;

/// <summary>Plants wrong labels in CIFAR-10's test images and looks for them. Minutes on two cores; run it with
/// <c>EDGEKD_CIFAR10=&lt;folder with test/&lt;class&gt;&gt; dotnet test ... --filter FullyQualifiedName~PlantedLabelErrors</c>.</summary>
[TestFixture, Category("Soak")]
public class PlantedLabelErrorsTests
{
    private const int Planted = 200, Listed = 400, Least = 120, Repetitions = 10;

    [Test]
    public void Of_200_wrong_labels_120_are_among_the_first_400_suspects()
    {
        var folder = Environment.GetEnvironmentVariable("EDGEKD_CIFAR10");
        if (folder is null)
            Assert.Ignore("EDGEKD_CIFAR10 names no folder of CIFAR-10's images");
        using var images = new LooseImages(Path.Combine(folder, "test"), [], 32, 32, Interpolation.Bilinear);
        using var teacher = ModelZoo.Create("wrn_40_2", new ModelOptions { Classes = images.ClassNames.Count });
        Checkpoint.Load(teacher, Path.Combine(RepositoryRoot(), "models", "teacher-cifar10", "teacher.safetensors"));
        var normalization = new Normalization([0.4914f, 0.4822f, 0.4465f], [0.2470f, 0.2435f, 0.2616f]);
        var result = Evaluation.Evaluate(teacher, images, normalization, threads: 1, keepLogits: true);
        TestContext.Out.WriteLine(FormattableString.Invariant($"teacher top-1 {result.Top1:P2} on {images.Count:N0} test images"));

        for (var seed = 1; seed <= Repetitions; seed++)
        {
            int[] labels = [.. Enumerable.Range(0, images.Count).Select(images.LabelOf)];
            var random = new Random(seed);
            var wrong = Enumerable.Range(0, labels.Length).OrderBy(_ => random.Next()).Take(Planted).ToHashSet();
            foreach (var i in wrong)
                labels[i] = (labels[i] + 1 + random.Next(images.ClassNames.Count - 1)) % images.ClassNames.Count;

            var suspects = SuspectRanking.Of(TeacherBeliefs.Of(labels, ModelAnswers.Evidence(result.Logits, labels, images.ClassNames.Count)));

            var found = suspects.Take(Listed).Count(wrong.Contains);
            TestContext.Out.WriteLine(FormattableString.Invariant($"seed {seed}: {found} of {Planted} among the first {Listed} suspects of {suspects.Count}; {suspects.Take(Planted).Count(wrong.Contains)} among the first {Planted}"));
            Assert.That(found, Is.GreaterThanOrEqualTo(Least), $"seed {seed}");
        }
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(TestContext.CurrentContext.TestDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "EdgeKd.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("the tests do not lie within the repository");
        return folder.FullName;
    }
}
