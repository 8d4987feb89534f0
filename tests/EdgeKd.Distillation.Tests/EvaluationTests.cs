using EdgeKd.Data;
using EdgeKd.Distillation.Features;
using EdgeKd.Distillation.Metrics;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests;

[TestFixture]
public class EvaluationTests
{
    [TestCase(1)]
    [TestCase(255)]
    [TestCase(257)]
    [TestCase(600)]
    public void CountsEveryImageOnceInOrder(int count)
    {
        using var images = new ToySet(count);
        using var network = new ToyNetwork();
        var result = Evaluation.Evaluate(network, images, ToySet.Normalization, threads: 2, keepLogits: true);
        Assert.That(result.Count, Is.EqualTo(count));
        Assert.That(result.Logits, Has.Length.EqualTo(count * 3));
        var hits = Enumerable.Range(0, count).Count(i =>
        {
            var row = result.Logits.AsSpan(i * 3, 3);
            return row.IndexOf(Math.Max(row[0], Math.Max(row[1], row[2]))) == images.LabelOf(i);
        });
        Assert.That(result.Top1, Is.EqualTo((double)hits / count).Within(1e-12));
        Assert.That(result.Top5, Is.EqualTo(1));
    }

    [Test]
    public void ANetworkAndItsTeacherAgree()
    {
        using var images = new ToySet(50);
        var network = new ToyNetwork();
        var direct = Evaluation.Evaluate(network, images, ToySet.Normalization);
        using var teacher = new NetworkTeacher(network);
        var taught = Evaluation.Evaluate(teacher, images, ToySet.Normalization);
        Assert.That(taught with { Classes = [] }, Is.EqualTo(direct with { Classes = [] }));
        Assert.That(taught.Classes, Is.EqualTo(direct.Classes));
    }

    [Test]
    public void ClassesAreCountedApartAndWeighAlikeInTheBalancedAccuracy()
    {
        using var images = new ToySet(300) { Label = i => i < 260 ? 0 : i < 298 ? 2 : -1 };
        using var network = new ToyNetwork();
        var result = Evaluation.Evaluate(network, images, ToySet.Normalization, keepLogits: true);
        int[] correct = [0, 0, 0];
        for (var i = 0; i < 298; i++)
        {
            var row = result.Logits.AsSpan(i * 3, 3);
            correct[images.LabelOf(i)] += row.IndexOf(Math.Max(row[0], Math.Max(row[1], row[2]))) == images.LabelOf(i) ? 1 : 0;
        }

        Assert.That(result.Classes, Is.EqualTo(new ClassAccuracy[] { new(260, correct[0]), new(0, 0), new(38, correct[2]) }));
        Assert.That(result.BalancedAccuracy, Is.EqualTo(((correct[0] / 260.0) + (correct[2] / 38.0)) / 2).Within(1e-12), "the class without images is left out");
    }

    [TestCase(true)]
    [TestCase(false)]
    public void RestoresTheModeAndChangesNoState(bool training)
    {
        using var images = new ToySet(50);
        using var network = new ToyNetwork();
        network.train(training);
        var before = network.Bytes();
        Evaluation.Evaluate(network, images, ToySet.Normalization);
        Assert.That(network.training, Is.EqualTo(training));
        Assert.That(network.Bytes(), Is.EqualTo(before));
    }

    [Test]
    public void NoImagesAreAnError()
    {
        using var none = new ToySet(0);
        using var network = new ToyNetwork();
        Assert.That(
            () => Evaluation.Evaluate(network, none, ToySet.Normalization),
            Throws.ArgumentException.With.Message.Contains("No images"));
    }

    [Test]
    public void TeacherLogitsMayEnterAGraph()
    {
        using var scope = NewDisposeScope();
        using var teacher = new NetworkTeacher(new ToyNetwork(), [FeatureHooks.Pooled], imageSize: 8);
        using var images = new ToySet(2);
        using var loader = new BatchLoader(images, new BatchLoaderOptions { BatchSize = 2, Normalization = ToySet.Normalization });
        using var batch = loader.Epoch(0).Single();
        var output = teacher.Forward(batch);
        Assert.That(output.Logits.requires_grad || output.Features[FeatureHooks.Pooled].requires_grad, Is.False);
        var factor = ones(1).requires_grad_();
        ((output.Logits * factor).sum() + (output.Features[FeatureHooks.Pooled] * factor).sum()).backward();
        Assert.That(factor.grad, Is.Not.Null);
    }
}
