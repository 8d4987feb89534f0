using EdgeKd.Data;
using EdgeKd.Distillation.Features;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests.Teachers;

/// <summary>What a cache holds of mixed images, and of images that a balanced epoch shows several times.</summary>
[TestFixture]
public class MixedCacheTests
{
    private static readonly AugmentationOptions Augmentation = new()
    {
        CropPadding = 1, HorizontalFlip = true, RandomErasing = new RandomErasingOptions(), Mixup = new MixupOptions(1), CutMix = new CutMixOptions(1, 1),
    };

    [TestCase(0, ClassSampling.Proportional)]
    [TestCase(2, ClassSampling.Proportional)]
    [TestCase(0, ClassSampling.Balanced)]
    [TestCase(2, ClassSampling.SquareRoot)]
    public void TheTeacherIsRecalledOnTheVeryImageThatTheStudentSees(int threads, ClassSampling sampling)
    {
        using var fixture = new TeacherCacheFixture { Images = new ToySet(TeacherCacheFixture.Count) { Label = i => i < 160 ? 0 : i < 195 ? 1 : 2 } };
        var loading = fixture.Loading with { Augmentation = Augmentation };
        TeacherCacheWriter.Write(fixture.Path, fixture.Description, fixture.Teacher, fixture.Images, loading);
        using var cached = CachedTeacher.Open(fixture.Path, [FeatureHooks.Pooled]);
        using var loader = new BatchLoader(fixture.Images, loading with
        {
            BatchSize = 16, Shuffle = true, ClassSampling = sampling, Seed = 4, Views = TeacherCacheFixture.Views, Threads = threads,
        });
        var views = new HashSet<int>();
        for (var epoch = 0; epoch < 2; epoch++)
        {
            foreach (var batch in loader.Epoch(epoch))
            {
                using var scope = NewDisposeScope();
                using (batch)
                {
                    views.UnionWith(batch.Views);
                    Assert.That(batch.Mixed, Is.Not.Null);
                    var (recalled, live) = (cached.Forward(batch), fixture.Teacher.Forward(batch));
                    AssertRounded(recalled.Logits, live.Logits);
                    AssertRounded(recalled.Features[FeatureHooks.Pooled], live.Features[FeatureHooks.Pooled]);
                }
            }
        }

        Assert.That(views, Has.Count.EqualTo(sampling == ClassSampling.Proportional ? 2 : TeacherCacheFixture.Views), "images drawn again show their next view");
    }

    private static void AssertRounded(Tensor recalled, Tensor live) =>
        TensorAssert.Close(recalled, live, 2e-3 * TensorAssert.LargestMagnitude(live));
}
