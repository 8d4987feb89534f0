using EdgeKd.Data;
using EdgeKd.Distillation.Distillers;
using EdgeKd.Distillation.Objectives;
using EdgeKd.Models;
using TorchSharp;
using TorchSharp.Extensions;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests.GradientPolicies;

/// <summary>One walk for the gradients of two losses gives what two backward passes give.</summary>
[TestFixture]
public class TwoLossesTests
{
    private const int ImageSize = 16, Classes = 5;

    // Rectifiers with and without an upper limit, residual sums, channel shuffles, squeeze and excitation, 5×5 kernels, pooling, branches.
    private static readonly string[] Students =
        ["mobilenetv1", "mobilenetv2", "mobilenetv2-half", "mobilenetv3-small", "mobileone-s0", "resnet8", "shufflenetv2", "shufflenetv1", "vgg8"];

    [Test]
    public void OneWalkGivesTheGradientsOfTwoPasses([ValueSource(nameof(Students))] string model, [Values("kd", "dhkd", "srd")] string method) =>
        AssertSame(model, new DistillerOptions { Method = method });

    [Test]
    public void OneWalkGivesTheGradientsOfTwoPassesOfGpd([Values("mobilenetv1", "mobilenetv2-half", "resnet8")] string model, [Values("ce", "kd", "dhkd", "srd")] string method) =>
        AssertSame(model, new DistillerOptions { Method = method, Gpd = new GpdOptions() });

    [Test]
    public void TheGraphCanBeKept()
    {
        using var scope = NewDisposeScope();
        Parameter[] parameters = [new(tensor(new[] { 1f, 2f })), new(tensor(new[] { 3f }))];
        var shared = parameters[0].square();
        var (first, second) = (shared.sum() + parameters[1].sum(), (shared * 3).sum());
        TwoLosses.Gradients(first, second, parameters, retainGraph: true);
        var (ofFirst, ofSecond) = TwoLosses.Gradients(first, second, parameters);
        Assert.Multiple(() =>
        {
            Assert.That(ofFirst[0]!.data<float>().ToArray(), Is.EqualTo(new[] { 2f, 4f }));
            Assert.That(ofFirst[1]!.data<float>().ToArray(), Is.EqualTo(new[] { 1f }));
            Assert.That(ofSecond[0]!.data<float>().ToArray(), Is.EqualTo(new[] { 6f, 12f }));
            Assert.That(ofSecond[1], Is.Null);
        });
    }

    [Test]
    public void ALossMayFollowFromTheOther()
    {
        using var scope = NewDisposeScope();
        Parameter[] parameters = [new(tensor(new[] { 2f }))];
        var first = parameters[0].square().sum();
        var (ofFirst, ofSecond) = TwoLosses.Gradients(first, first * first, parameters);
        Assert.That(new[] { ofFirst[0]!.item<float>(), ofSecond[0]!.item<float>() }, Is.EqualTo(new[] { 4f, 2 * 4f * 4f }));
    }

    [Test]
    public void ALossThatIsAParameterIsItsOwnGradient()
    {
        using var scope = NewDisposeScope();
        Parameter[] parameters = [new(tensor(2f))];
        var (ofFirst, ofSecond) = TwoLosses.Gradients(parameters[0], parameters[0] * 3, parameters);
        Assert.That(new[] { ofFirst[0]!.item<float>(), ofSecond[0]!.item<float>() }, Is.EqualTo(new[] { 1f, 3f }));
    }

    [Test]
    public void NotANumberStaysInItsLoss()
    {
        using var scope = NewDisposeScope();
        Parameter[] parameters = [new(randn(3, 2, 3, 3))];
        var output = nn.functional.relu(nn.functional.conv2d(randn(2, 2, 5, 5), parameters[0]));
        var (ofFirst, ofSecond) = TwoLosses.Gradients(output.sum(), output.sum() * double.NaN, parameters);
        Assert.That(ofFirst[0]!.isfinite().all().item<bool>(), Is.True);
        Assert.That(ofSecond[0]!.isnan().any().item<bool>(), Is.True);
    }

    private static void AssertSame(string model, DistillerOptions options)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(3);
        using var student = ModelZoo.Create(model, new() { Classes = Classes });
        using var distiller = DistillerFactory.Create(
            options, student, new NetworkTeacher(ModelZoo.Create("resnet8", new() { Classes = Classes }), ObjectiveFactory.FeatureNames(options).Teacher, ImageSize), ImageSize);
        distiller.Train(true);
        Parameter[] parameters = [.. distiller.Parameters.Select(p => p.Parameter)];
        using var batch = new Batch(randn(6, 3, ImageSize, ImageSize), tensor(new long[] { 0, 1, 2, 3, 4, 0 }), [0, 1, 2, 3, 4, 5]);
        using var losses = distiller.Forward(batch);
        var (task, distillation) = (losses.Task, losses.Distillation!);
        Tensor?[][] passes = [TwoLosses.Of(task, parameters, retainGraph: true), TwoLosses.Of(distillation, parameters, retainGraph: true)];
        var (ofTask, ofDistillation) = TwoLosses.Gradients(task, distillation, parameters);
        Tensor?[][] walk = [ofTask, ofDistillation];
        Assert.Multiple(() =>
        {
            for (var loss = 0; loss < 2; loss++)
                for (var i = 0; i < parameters.Length; i++)
                    AssertSame(walk[loss][i], passes[loss][i], $"{distiller.Parameters[i].Name} of loss {loss}");
        });
    }

    // Sums are of other batches, so the last digits differ.
    private static void AssertSame(Tensor? one, Tensor? other, string name)
    {
        Assert.That(one is null, Is.EqualTo(other is null), name);
        if (one is null || other is null)
            return;
        var (far, size) = ((one - other).abs().max().item<float>(), other.abs().max().item<float>());
        Assert.That(far, Is.LessThanOrEqualTo((1e-4 * size) + 1e-7), name);
    }
}
