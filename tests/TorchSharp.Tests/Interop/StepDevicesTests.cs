using EdgeKd.Data;
using EdgeKd.Distillation;
using EdgeKd.Distillation.Distillers;
using EdgeKd.Distillation.GradientPolicies;
using EdgeKd.Distillation.Objectives;
using EdgeKd.Distillation.Optimizers;
using EdgeKd.Models;
using TorchSharp.Interop;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Interop;

/// <summary>
/// No training step makes a tensor on a device of its own choice: whatever enters one comes from the batch or the parameters,
/// or is made where they lie. So where a training runs is decided by <c>.to(device)</c> of these alone.
/// </summary>
[TestFixture]
internal sealed class StepDevicesTests
{
    private const int ImageSize = 16;

    private static readonly Device META = new(DeviceType.META);

    private static readonly ModelOptions Options = new() { Classes = 4, Width = 0.25 };

    private static readonly TrainingOptions Training = new() { Normalization = new Normalization([0.5f, 0.5f, 0.5f], [0.25f, 0.25f, 0.25f]) };

    [TearDown]
    public void RestoreTheDefault() => set_default_device(CPU);

    private static IEnumerable<TestCaseData> Methods() =>
        from method in ObjectiveFactory.Methods
        from gpd in new[] { false, true }
        from optimizer in new[] { "sgd", "dot" }
        where optimizer == "sgd" || gpd || method != ObjectiveFactory.LabelsOnly
        select new TestCaseData(method, gpd, optimizer);

    [TestCaseSource(nameof(Methods))]
    public void NothingEntersAStepButThroughBatchAndParameters(string method, bool gpd, string optimizerName)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(1);
        using var student = ModelZoo.Create("mobilenetv1", Options);
        var network = ModelZoo.Create("resnet8", new ModelOptions { Classes = Options.Classes });
        var settings = new DistillerOptions { Method = method, Gpd = gpd ? new GpdOptions() : null };
        settings = settings with { ReviewKd = ReviewKdFeatures.Complete(settings.ReviewKd, student, network) };
        using var distiller = DistillerFactory.Create(
            settings, student, new NetworkTeacher(network, ObjectiveFactory.FeatureNames(settings).Teacher, ImageSize), ImageSize);
        Parameter[] parameters = [.. distiller.Parameters.Select(p => p.Parameter)];
        using var optimizer = OptimizerFactory.Create(Training with { Optimizer = optimizerName }, distiller.Parameters);
        var policy = GradientPolicyFactory.Create((method, optimizerName) switch
        {
            ("dhkd", "dot") => "aligned-separate",
            ("dhkd", _) => "aligned",
            (_, "dot") => "separate",
            _ => "summed",
        });
        using var batch = new Batch(randn(4, 3, ImageSize, ImageSize), tensor(new long[] { 0, 1, -1, 3 }), [0, 1, 2, 3]);
        distiller.BeginEpoch(1);
        distiller.Train(true);

        set_default_device(META);
        using var recorder = new OperatorRecorder();
        using (var losses = distiller.Forward(batch))
        {
            var gradients = policy.Compute(losses, parameters);
            GradientClipping.Clip(gradients, 5);
            optimizer.Step(gradients, 0.01);
        }

        Assert.That(recorder.Calls, Has.Count.GreaterThan(100), "the step was recorded");
        Assert.That(
            recorder.Calls.Where(call => call.NamedDevice == DeviceType.META || call.ResultDevice == DeviceType.META),
            Is.Empty,
            "operators that were not told where to make their result");
        Assert.That(recorder.Calls.Where(call => call.InputDevices.Distinct().Count() > 1), Is.Empty, "operators over several devices");
    }

    [Test]
    public void TheRecorderSeesWhatChoosesItsOwnDevice()
    {
        using var scope = NewDisposeScope();
        set_default_device(META);
        using var recorder = new OperatorRecorder();
        var told = zeros(2, device: CPU);
        var untold = zeros(2);
        (told + 1).sum();

        Assert.That(
            recorder.Calls.Where(call => call.InputDevices.Count == 0).Select(call => call.NamedDevice),
            Is.EqualTo(new DeviceType?[] { DeviceType.CPU, DeviceType.META }));
        Assert.That(untold.device_type, Is.EqualTo(DeviceType.META));
        Assert.That(
            recorder.Calls.Single(call => call.Name.StartsWith("aten::add", StringComparison.Ordinal)).InputDevices,
            Is.EqualTo(new[] { DeviceType.CPU }));
    }
}
