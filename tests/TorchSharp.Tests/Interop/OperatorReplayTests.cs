using EdgeKd.Distillation.DeviceChecks;
using TorchSharp.Extensions;
using TorchSharp.Interop;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Interop;

/// <summary>Every operator of the training steps, one by one on another device.</summary>
[TestFixture]
internal sealed class OperatorReplayTests
{
    // Replayed in float64 on the processor, no operator of these steps differs by more than 1.6e-6.
    private const double Tolerance = 1e-4;

    // In float32: operators do not show what autocast makes of their arguments.
    private static readonly IReadOnlyList<StepCase> Steps = [.. StepCase.Methods, .. StepCase.Families];

    [TestCase("dkd")]
    [TestCase("gpd + reviewkd + dot")]
    [TestCase("ce, mobilenetv3-small")]
    public void OnTheProcessorEveryOperatorGivesTheSame(string name)
    {
        using var replay = new OperatorReplay(CPU);
        Run(Steps.Single(step => step.Name == name));

        Assert.That(replay.Operators, Has.Count.GreaterThan(30));
        Assert.That(replay.Operators.Where(op => op.Value.Difference != 0 || op.Value.Failure is not null), Is.Empty);
    }

    [Test]
    public void ADeviceThatCannotDoAnOperatorIsFound()
    {
        using var replay = new OperatorReplay(new Device(DeviceType.META));
        using var scope = NewDisposeScope();
        _ = ones(2) / 2;

        Assert.That(replay.Operators.Single(op => op.Key.StartsWith("aten::div", StringComparison.Ordinal)).Value.Failure, Does.Contain("meta tensor"));
    }

    [TestCase(new[] { 3f, 4 }, new[] { 3f, 4 }, 0)]
    [TestCase(new[] { 3f, 4 }, new[] { 3f, 4.5f }, 0.1)]
    [TestCase(new[] { 3f, 4 }, new[] { 3f, float.NaN }, double.NaN)]
    [TestCase(new[] { 3f, 4 }, new[] { 3f }, double.PositiveInfinity)]
    public void DifferencesAreRelative(float[] expected, float[] found, double share)
    {
        using var scope = NewDisposeScope();

        Assert.That(OperatorReplay.Difference([tensor(expected)], [tensor(found)]), Is.EqualTo(share).Within(1e-9));
    }

    [Test]
    public void WhatIsNothingBesideTheOthersIsMeasuredAgainstThem()
    {
        using var scope = NewDisposeScope();

        Assert.That(OperatorReplay.Difference([tensor(1e4f), tensor(1e-6f)], [tensor(1e4f), tensor(2e-6f)]), Is.EqualTo(1e-6).Within(1e-9));
    }

    [TestCase(0.1, 0.2, false)]
    [TestCase(0.2, 0.1, true)]
    [TestCase(double.NaN, 0.1, true)]
    [TestCase(0.1, double.NaN, false)]
    public void TheWorstCallIsKept(double difference, double before, bool worse) =>
        Assert.That(new ReplayedOperator(difference, null).IsWorseThan(new ReplayedOperator(before, null)), Is.EqualTo(worse));

    [TestCaseSource(nameof(Steps)), Category("Gpu")]
    public void OnAGpuEveryOperatorGivesTheSame(StepCase step)
    {
        if (!cuda.is_available())
            Assert.Ignore("libtorch sees no GPU");
        using var tf32 = new Tf32(false);
        using var replay = new OperatorReplay(CUDA);
        Run(step);

        Assert.That(replay.Operators.Where(op => !(op.Value.Difference <= Tolerance)), Is.Empty);
    }

    private static void Run(StepCase step) => Assert.That(DeviceCheck.Run(step, CPU, 1).Problem, Is.Null);
}
