using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Reparameterization.Tests;

/// <summary>Comparisons of tensors, in float64.</summary>
internal static class TensorAssert
{
    /// <summary>Requires the same shape and |actual − expected| ≤ tolerance everywhere.</summary>
    public static void Close(Tensor actual, Tensor expected, double tolerance, string name = "")
    {
        Assert.That(actual.shape, Is.EqualTo(expected.shape), name);

        // A range, since NUnit orders NaN below every number and "at most" would let it pass.
        Assert.That(LargestDifference(actual, expected), Is.InRange(0, tolerance), name);
    }

    /// <summary>The largest |actual − expected|; NaN when either has one.</summary>
    public static double LargestDifference(Tensor actual, Tensor expected)
    {
        using var scope = NewDisposeScope();
        return (actual.detach().to(ScalarType.Float64) - expected.detach().to(ScalarType.Float64)).abs().max().item<double>();
    }
}
