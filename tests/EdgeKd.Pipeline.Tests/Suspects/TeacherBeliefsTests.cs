using EdgeKd.Data;
using EdgeKd.Distillation;
using EdgeKd.Pipeline.Suspects;
using EdgeKd.Pipeline.Tests.Teachers.Checking;
using EdgeKd.Release;
using TorchSharp;

namespace EdgeKd.Pipeline.Tests.Suspects;

[TestFixture]
public class TeacherBeliefsTests
{
    private const int Views = 3, Count = 150, Classes = 4;

    [Test]
    public void Answers_on_test_images_are_beliefs()
    {
        AnswersEvidence answers = new() { Top = [2, 0, 1, 0], Confidence = [0.7f, 0.6f], LabelLogProbability = [MathF.Log(0.2f), MathF.Log(0.4f)] };

        var beliefs = TeacherBeliefs.Of([0, 0], answers);

        Assert.That(beliefs.Select(belief => (belief.Label, belief.Answer)), Is.EqualTo(new[] { (0, 2), (0, 1) }));
        Assert.That(beliefs.Select(belief => belief.SelfConfidence), Is.EqualTo(new[] { 0.2, 0.4 }).Within(1e-6));
        Assert.That(beliefs.Select(belief => belief.Confidence), Is.EqualTo(new[] { 0.7, 0.6 }).Within(1e-6));
    }

    [Test]
    public void What_a_cache_holds_of_all_views_is_averaged()
    {
        using var folder = new TemporaryFolder();
        var images = new LabelledImages(Classes, [.. Enumerable.Range(0, Count).Select(i => i % Classes)]);
        using var cache = Cache(folder, images);

        var beliefs = TeacherBeliefs.Of(cache, images, CancellationToken.None);

        Assert.That(beliefs, Has.Count.EqualTo(Count));
        for (var i = 0; i < Count; i++)
        {
            double[] mean = [.. Enumerable.Range(0, Classes).Select(k => Enumerable.Range(0, Views).Average(view =>
                Math.Exp(Logit(view, i, k)) / Enumerable.Range(0, Classes).Sum(other => Math.Exp(Logit(view, i, other)))))];
            Assert.That((beliefs[i].Label, beliefs[i].Answer), Is.EqualTo((i % Classes, Array.IndexOf(mean, mean.Max()))), $"image {i}");
            Assert.That(beliefs[i].Confidence, Is.EqualTo(mean.Max()).Within(1e-3));
            Assert.That(beliefs[i].SelfConfidence, Is.EqualTo(mean[i % Classes]).Within(1e-3));
        }
    }

    [Test]
    public void A_cache_of_other_images_is_refused()
    {
        using var folder = new TemporaryFolder();
        using var cache = Cache(folder, new LabelledImages(Classes, [.. Enumerable.Range(0, Count).Select(i => i % Classes)]));

        Assert.That(
            () => TeacherBeliefs.Of(cache, new LabelledImages(Classes, [.. Enumerable.Range(0, Count + 1).Select(i => i % Classes)]), CancellationToken.None),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("150 images"));
    }

    // A multiple of ¼, which half precision holds, that no two classes of an image's mean share.
    private static double Logit(int view, int image, int k) => (((image * 7) + (k * 5) + (view * 3) + (image * k * (view + 1))) % 23 / 4.0) + (k == image % 3 ? 0.5 : 0);

    private static CachedTeacher Cache(TemporaryFolder folder, IImageSet images)
    {
        var path = Path.Combine(folder.Path, "teacher.cache");
        using var teacher = new FormulaTeacher();
        TeacherCacheWriter.Write(path, new TeacherCacheDescription
        {
            TeacherSha256 = new string('a', 64), DataSha256 = new string('b', 64), AugmentationSha256 = new string('c', 64),
            Views = Views, Count = images.Count, Classes = Classes,
        }, teacher, images, new BatchLoaderOptions { Threads = 0 });
        return CachedTeacher.Open(path);
    }

    private sealed class FormulaTeacher : ITeacher
    {
        public int ClassCount => Classes;

        public IReadOnlyDictionary<string, long[]> FeatureShapes { get; } = new Dictionary<string, long[]>();

        public TeacherOutput Forward(Batch batch) => new(
            torch.tensor(batch.Indices.Zip(batch.Views).SelectMany(shown => Enumerable.Range(0, Classes).Select(k => (float)Logit(shown.Second, shown.First, k))).ToArray(), [batch.Count, Classes], torch.ScalarType.Float32),
            new Dictionary<string, torch.Tensor>());

        public void Dispose()
        {
        }
    }
}
