using EdgeKd.Distillation.DeviceChecks;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests.DeviceChecks;

[TestFixture]
internal sealed class StepDifferenceTests
{
    [TestCase(new[] { 3.0, 4 }, new[] { 3.0, 4 }, 0.0)]
    [TestCase(new[] { 3.0, 4 }, new[] { 3.0, 4.5 }, 0.1)]
    [TestCase(new[] { 3.0, 4 }, new[] { 0.0, 0 }, 1.0)]
    [TestCase(new[] { 0.0, 0 }, new[] { 0.0, 0 }, 0.0)]
    [TestCase(new[] { 0.0, 0 }, new[] { 0.0, 1 }, double.PositiveInfinity)]
    [TestCase(new[] { 3.0, 4 }, new[] { 3.0, double.NaN }, double.NaN)]
    public void OneTensor(double[] expected, double[] found, double share)
    {
        using var scope = NewDisposeScope();
        var difference = StepDifference.Largest(Of(("w", expected)), Of(("w", found)));

        Assert.That(difference.Relative, Is.EqualTo(share).Within(1e-12));
        Assert.That(difference.Problem(0.05) is null, Is.EqualTo(share == 0));
    }

    [Test]
    public void WhatIsSmallIsMeasuredAgainstAHundredthOfAll()
    {
        using var scope = NewDisposeScope();
        var difference = StepDifference.Largest(Of(("large", [100]), ("small", [0.001])), Of(("large", [100]), ("small", [0.002])));

        Assert.That(difference, Is.EqualTo(new StepDifference("small", 0.001)).Using<StepDifference>(
            (a, b) => a.Name == b.Name && Math.Abs(a.Relative - b.Relative) < 1e-9));
    }

    [Test]
    public void NaNIsLargerThanAll()
    {
        using var scope = NewDisposeScope();
        var difference = StepDifference.Largest(
            Of(("a", [1]), ("b", [1]), ("c", [1])), Of(("a", [2]), ("b", [double.NaN]), ("c", [9])));

        Assert.That(difference.Name, Is.EqualTo("b"));
        Assert.That(difference.Problem(1e9), Does.StartWith("b is off by NaN"));
    }

    [Test]
    public void WhatOnlyOneHasIsNamed()
    {
        using var scope = NewDisposeScope();

        Assert.That(StepDifference.Largest(Of(("a", [1])), Of(("a", [1]), ("b", [1]))).Problem(1), Does.StartWith("b, which only one of the two has,"));
        Assert.That(StepDifference.Largest(Of(("a", [1]), ("b", [1])), Of(("a", [1]))).Problem(1), Does.StartWith("b, which only one of the two has,"));
    }

    private static Dictionary<string, Tensor> Of(params (string Name, double[] Values)[] tensors) =>
        tensors.ToDictionary(t => t.Name, t => tensor(t.Values));
}
