using EdgeKd.Data;
using EdgeKd.Distillation.Features;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests.Teachers;

[TestFixture]
public class WeightedTeachersTests
{
    [Test]
    public void GivesTheWeightedMeanOfTheLogitsAndTheFirstOnesFeature()
    {
        using var scope = NewDisposeScope();
        using var images = new ToySet(6);
        using var loader = new BatchLoader(images, new BatchLoaderOptions { BatchSize = 6, Normalization = ToySet.Normalization });
        using var batch = loader.Epoch(0).Single();
        ITeacher one = new NetworkTeacher(new ToyNetwork(1), [FeatureHooks.Pooled], 8);
        ITeacher other = new NetworkTeacher(new ToyNetwork(2), [FeatureHooks.Pooled], 8);
        using var both = new WeightedTeachers([(one, 1), (other, 3)]);

        var (first, second, mean) = (one.Forward(batch), other.Forward(batch), both.Forward(batch));
        TensorAssert.Close(mean.Logits, ((first.Logits * 0.25) + (second.Logits * 0.75)).to(ScalarType.Float64), 1e-6, "mean");
        TensorAssert.Close(
            mean.Features[FeatureHooks.Pooled], first.Features[FeatureHooks.Pooled].to(ScalarType.Float64), 0, "feature");
        Assert.That(mean.Logits.requires_grad, Is.False);
    }

    [TestCase(0.0)]
    [TestCase(-1.0)]
    [TestCase(double.NaN)]
    public void RefusesAWeightThatDoesNotCount(double weight)
    {
        using ITeacher teacher = new NetworkTeacher(new ToyNetwork(1));
        Assert.That(() => new WeightedTeachers([(teacher, weight)]), Throws.ArgumentException.With.Message.Contains("weight"));
    }

    [Test]
    public void RefusesTeachersOfDifferentClassesAndAnEmptyList()
    {
        using ITeacher three = new NetworkTeacher(new ToyNetwork(1)), four = new NetworkTeacher(new ToyNetwork(1, classes: 4));
        Assert.That(() => new WeightedTeachers([(three, 1), (four, 1)]), Throws.ArgumentException.With.Message.Contains("3 and 4 classes"));
        Assert.That(() => new WeightedTeachers([]), Throws.ArgumentException.With.Message.Contains("empty"));
    }
}
