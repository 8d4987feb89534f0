using EdgeKd.Data;
using EdgeKd.Distillation.Distillers;
using EdgeKd.Distillation.Objectives;
using EdgeKd.Models;
using TorchSharp;
using TorchSharp.Extensions;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests.DeviceChecks;

/// <summary>Whole small trainings on a GPU. Run with <c>--filter TestCategory=Gpu</c> where libtorch sees one.</summary>
[TestFixture]
[Category("Gpu")]
internal sealed class GpuTrainingTests
{
    private const int Side = 16;

    [OneTimeSetUp]
    public void NeedAGpu()
    {
        if (!cuda.is_available())
        {
            Assert.Ignore("libtorch sees no GPU");
        }
    }

    private static IEnumerable<TestCaseData> Methods() =>
        from method in ObjectiveFactory.Methods
        from gpd in new[] { false, true }
        from precision in Autocast.IsSupported ? Enum.GetValues<TrainingPrecision>() : [TrainingPrecision.Float32]
        select new TestCaseData(method, gpd, precision);

    [TestCaseSource(nameof(Methods))]
    public void ATrainingLearnsAndEvaluatesAndExtracts(string method, bool gpd, TrainingPrecision precision)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(3);
        using var student = ModelZoo.Create("resnet8", new ModelOptions { Classes = 3 }).to(CUDA);
        using var network = ModelZoo.Create("resnet8", new ModelOptions { Classes = 3 }).to(CUDA);
        using (var taught = new StudentDistiller(network, new LabelObjective()))
        {
            Train(taught, tf32: null);
        }

        var options = new DistillerOptions { Method = method, Gpd = gpd ? new GpdOptions() : null, Precision = precision };
        options = options with { ReviewKd = ReviewKdFeatures.Complete(options.ReviewKd, student, network) };
        using var distiller = DistillerFactory.Create(
            options, student, new NetworkTeacher(network, ObjectiveFactory.FeatureNames(options).Teacher, Side), Side);

        var result = Train(distiller, tf32: true);

        Assert.That(result.ValidationTop1, Is.GreaterThan(0.6), "three tints, told apart by any network");
        using var extracted = distiller.ExtractStudent();
        using var validation = Validation();
        Assert.That(Evaluation.Evaluate(extracted, validation, ToySet.Normalization).Top1, Is.EqualTo(result.ValidationTop1).Within(0.05));
    }

    private static TrainingResult Train(IDistiller distiller, bool? tf32)
    {
        using var train = new ToySet(240, side: Side);
        using var validation = Validation();
        var folder = Directory.CreateTempSubdirectory("edgekd-gpu-").FullName;
        try
        {
            return new Trainer(
                new TrainingOptions
                {
                    Epochs = 8,
                    BatchSize = 24,
                    LearningRate = 0.05,
                    EmaDecay = 0.5,
                    GradientClipNorm = 5,
                    Seed = 5,
                    Tf32 = tf32,
                    Augmentation = new AugmentationOptions { CropPadding = 1, HorizontalFlip = true },
                    Normalization = ToySet.Normalization,
                },
                distiller,
                train,
                validation,
                folder).Run();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static ToySet Validation() => new(120, seed: 9, side: Side);
}
