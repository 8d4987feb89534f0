using EdgeKd.Distillation.DeviceChecks;
using EdgeKd.Distillation.Distillers;
using EdgeKd.Distillation.Objectives;
using TorchSharp.Extensions;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests.DeviceChecks;

/// <summary>The check of a device, with one thread of the processor in the device's place.</summary>
[TestFixture]
internal sealed class DeviceCheckTests
{
    private const int Threads = 2;

    private readonly int threadsBefore = get_num_threads();

    private static IEnumerable<StepCase> Cases() =>
        [.. StepCase.Methods, .. StepCase.Families.Where(family => family.Network is "resnet8" or "mobilenetv2" or "mobilenetv3-small")];

    private static IEnumerable<StepCase> Narrow() =>
        Autocast.IsSupported ? StepCase.InBFloat16.Where(step => step.Distiller is { Gpd: null } or { Method: "kd" }) : [];

    [TearDown]
    public void RestoreThreads() => set_num_threads(threadsBefore);

    [TestCaseSource(nameof(Cases))]
    public void OneThreadDoesWhatTwoDo(StepCase step) => Assert.That(DeviceCheck.Run(step, CPU, Threads).Problem, Is.Null);

    [TestCaseSource(nameof(Narrow))]
    public void LossesAndGradientsInBFloat16AreNearThoseInFloat32(StepCase step)
    {
        var comparison = DeviceCheck.Run(step, CPU, Threads);
        TestContext.Out.WriteLine(comparison);

        Assert.That(comparison.Problem, Is.Null);
        Assert.That(comparison.Gradients, Is.GreaterThan(StepTolerance.Float32.Gradients), "bfloat16 was in use");
    }

    [Test]
    public void ALossThatDiffersIsFound() =>
        Assert.That(Against(Kd with { Distiller = new DistillerOptions { Temperature = 3.9 } }), Does.StartWith("the distillation loss is off by"));

    [Test]
    public void AnOptimizerThatDiffersIsFound() =>
        Assert.That(Against(Kd with { Training = Kd.Training with { Momentum = 0.89 } }), Does.StartWith("the move of "));

    [Test]
    public void AGradientThatDiffersIsFound() => Assert.That(
        Against(Kd with { Training = Kd.Training with { GradientPolicy = "separate", Optimizer = "dot" } }), Does.Contain("which only one of the two has"));

    [Test]
    public void CasesHaveNamesOfTheirOwn()
    {
        Assert.That(StepCase.All.Select(step => step.Name), Is.Unique);
        Assert.That(StepCase.All.Select(step => step.Distiller.Method).Distinct(), Is.EquivalentTo(ObjectiveFactory.Methods));
    }

    private static StepCase Kd => StepCase.Methods.Single(step => step.Name == "kd");

    private static string? Against(StepCase wrong)
    {
        using var reference = new StepRunner(Kd, CPU);
        using var other = new StepRunner(wrong, CPU);
        return DeviceCheck.Compare(Kd, reference, other, (Threads, Threads)).Problem;
    }
}
