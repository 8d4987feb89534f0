using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests;

/// <summary>Comparisons of tensors with reference values, in float64.</summary>
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
        var difference = actual.detach().to(ScalarType.Float64) - expected.detach().to(ScalarType.Float64);
        return difference.abs().max().ToDouble();
    }

    /// <summary>The largest |value|.</summary>
    public static double LargestMagnitude(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().abs().max().ToDouble();
    }
}
