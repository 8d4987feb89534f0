using EdgeKd.Data;
using EdgeKd.Distillation.Features;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests.Teachers;

[TestFixture]
public class AdaptedTeacherTests
{
    [Test]
    public void ItsLogitsAreThoseOfTheDatasClassesAndItsFeaturesTheTeachersOwn()
    {
        using var scope = NewDisposeScope();
        using var images = new ToySet(6);
        using var loader = new BatchLoader(images, new BatchLoaderOptions { BatchSize = 6, Normalization = ToySet.Normalization });
        using var batch = loader.Epoch(0).Single();
        using ITeacher plain = new NetworkTeacher(new ToyNetwork(1, classes: 4), [FeatureHooks.Pooled], 8);
        // The plain one is disposed once.
        var adapted = new AdaptedTeacher(plain, OwnInput, [3, 0]);

        var (own, output) = (plain.Forward(batch), adapted.Forward(batch));

        Assert.That(adapted.ClassCount, Is.EqualTo(2));
        TensorAssert.Close(output.Logits, own.Logits.index_select(1, tensor(new long[] { 3, 0 })), 1e-5);
        TensorAssert.Close(output.Features[FeatureHooks.Pooled], own.Features[FeatureHooks.Pooled], 1e-5);
        Assert.That(output.Logits.requires_grad, Is.False);
        Assert.That(adapted.FeatureShapes, Is.SameAs(plain.FeatureShapes));
        Assert.That(batch.Labels.shape, Is.EqualTo(new long[] { 6 }), "the batch stays the caller's");
    }

    [TestCase(4)]
    [TestCase(-1)]
    public void ALogitThatIsNotThereIsRefused(int logit)
    {
        using ITeacher plain = new NetworkTeacher(new ToyNetwork(1, classes: 4));
        Assert.That(() => new AdaptedTeacher(plain, OwnInput, [0, logit]), Throws.ArgumentException.With.Message.Contains($"logit {logit} of a teacher that has 4"));
    }

    private static TeacherInput OwnInput => new()
    {
        Student = ToySet.Normalization,
        Mean = [.. ToySet.Normalization.Mean.Select(v => (double)v)],
        StandardDeviation = [.. ToySet.Normalization.StandardDeviation.Select(v => (double)v)],
        Height = 8,
        Width = 8,
    };
}
