using EdgeKd.Data;
using EdgeKd.Distillation.Distillers;
using EdgeKd.Distillation.Features;
using EdgeKd.Distillation.GradientPolicies;
using EdgeKd.Distillation.Optimizers;
using EdgeKd.Models;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests.Distillers;

/// <summary>Each kind of network of the zoo as a student, and as the teacher of another.</summary>
[TestFixture]
[NonParallelizable]
public class ZooDistillationTests
{
    private const int ImageSize = 8;
    private const int Steps = 4;
    private const double LearningRate = 0.01;
    private const double HalfPrecision = 1e-3;
    private const double SmallestHalf = 6e-8;

    // One of each architecture; its variants differ in depth and width.
    private static readonly TestCaseData[] Networks =
    [
        new TestCaseData("resnet8", "layer2"),
        new TestCaseData("resnet18", "layer1"),
        new TestCaseData("resnet50-cifar", "layer1"),
        new TestCaseData("wrn_16_1", "block2"),
        new TestCaseData("vgg8", "block1"),
        new TestCaseData("shufflenetv1", "layer1"),
        new TestCaseData("shufflenetv2", "layer1"),
        new TestCaseData("mobilenetv1", "model.5"),
        new TestCaseData("mobilenetv2", "features.3"),
        new TestCaseData("mobilenetv2-half", "blocks.2"),
        new TestCaseData("mobilenetv2-tiny", "stage2"),
        new TestCaseData("mobilenetv3-small", "features.3"),
        new TestCaseData("mobileone-s0", "stage1"),
        new TestCaseData("mobileone-s4", "stage1"),
    ];

    [TestCaseSource(nameof(Networks))]
    public void AStudentLearnsAndIsExtractedAsItIs(string name, string _)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(1);
        using var student = ModelZoo.Create(name, new ModelOptions { Classes = 3 });
        using var distiller = DistillerFactory.Create(new DistillerOptions { Method = "kd" }, student, new NetworkTeacher(new ToyNetwork(4)), ImageSize);
        using var images = new ToySet(16, side: ImageSize);
        using var loader = new BatchLoader(images, new BatchLoaderOptions { BatchSize = 16, Normalization = ToySet.Normalization });
        using var batch = loader.Epoch(0).Single();
        Parameter[] parameters = [.. distiller.Parameters.Select(p => p.Parameter)];
        using var optimizer = OptimizerFactory.Create(
            new TrainingOptions { Epochs = 1, BatchSize = 16, LearningRate = LearningRate, Normalization = ToySet.Normalization }, distiller.Parameters);
        var policy = GradientPolicyFactory.Create("summed");
        distiller.BeginEpoch(1);
        distiller.Train(true);
        var before = parameters.Select(p => p.detach().clone()).ToArray();
        for (var step = 0; step < Steps; step++)
        {
            using var losses = distiller.Forward(batch);
            Assert.That(losses.Task.ToSingle() + losses.Distillation!.ToSingle(), Is.GreaterThan(0).And.LessThan(1e4), $"step {step}");
            optimizer.Step(policy.Compute(losses, parameters), LearningRate);
        }

        // The bias of a convolution before a normalisation learns nothing.
        var moved = parameters.Zip(before, (now, then) => now.dim() == 1 || !now.equal(then).all().ToBoolean());
        Assert.That(moved, Is.All.True, "every weight learns");

        distiller.Train(false);
        using var noGrad = no_grad();
        Assert.That(distiller.ExtractStudent(), Is.SameAs(student));
        Assert.That(student.forward(batch.Images).isfinite().all().ToBoolean(), Is.True);
    }

    [TestCaseSource(nameof(Networks))]
    public void ATeachersPreActivationIsCachedAsAnyFeature(string name, string stage)
    {
        string[] features = [stage + PreActivation.Suffix, stage, FeatureHooks.Pooled];
        var folder = Directory.CreateTempSubdirectory("edgekd-zoo-cache-");
        try
        {
            using var scope = NewDisposeScope();
            random.manual_seed(1);
            using var teacher = new NetworkTeacher(ModelZoo.Create(name, new ModelOptions { Classes = 3 }), features, ImageSize);
            using var images = new ToySet(6, side: ImageSize);
            var path = Path.Combine(folder.FullName, "teacher.cache");
            var loading = new BatchLoaderOptions { BatchSize = 6, Threads = 0, Normalization = ToySet.Normalization };
            var description = new TeacherCacheDescription
            {
                TeacherSha256 = new string('a', 64),
                DataSha256 = new string('b', 64),
                AugmentationSha256 = new string('c', 64),
                Views = 1,
                Count = images.Count,
                Classes = 3,
                Features = [.. features.Select(feature => new CachedFeature(feature, teacher.FeatureShapes[feature]))],
            };
            TeacherCacheWriter.Write(path, description, teacher, images, loading, null, CancellationToken.None);

            using var cached = CachedTeacher.Open(path, features);
            using var loader = new BatchLoader(images, loading);
            using var batch = loader.Epoch(0).Single();
            var (live, kept) = (teacher.Forward(batch), cached.Forward(batch));
            Assert.That(kept.Features.Keys, Is.EquivalentTo(features));
            foreach (var (feature, values) in live.Features)
            {
                var tolerance = (HalfPrecision * values.abs().max().ToSingle()) + SmallestHalf;
                Assert.That((kept.Features[feature] - values).abs().max().ToSingle(), Is.InRange(0, tolerance), feature);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
