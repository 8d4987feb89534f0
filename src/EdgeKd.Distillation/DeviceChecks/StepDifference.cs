using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.DeviceChecks;

/// <summary>The tensor that differs most between two computations of the same.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Relative">‖difference‖₂ / ‖expected‖₂; NaN where a value is none.</param>
internal sealed record StepDifference(string Name, double Relative)
{
    // What is nothing beside the others is measured against them: a bias before batch norm has no gradient but rounding.
    private const double LeastShare = 0.01;

    /// <summary>Finds it.</summary>
    /// <param name="expected">The processor's tensors.</param>
    /// <param name="found">The device's.</param>
    public static StepDifference Largest(IReadOnlyDictionary<string, Tensor> expected, IReadOnlyDictionary<string, Tensor> found)
    {
        if (expected.Keys.Concat(found.Keys).FirstOrDefault(name => !(expected.ContainsKey(name) && found.ContainsKey(name))) is { } lone)
        {
            return new StepDifference($"{lone}, which only one of the two has,", double.NaN);
        }

        var norms = expected.ToDictionary(tensor => tensor.Key, tensor => tensor.Value.norm().ToDouble());
        var least = LeastShare * Math.Sqrt(norms.Values.Sum(norm => norm * norm));
        return expected
            .Select(tensor => new StepDifference(tensor.Key, Share((found[tensor.Key] - tensor.Value).norm().ToDouble(), Math.Max(norms[tensor.Key], least))))
            .Aggregate(new StepDifference("nothing", 0), Larger);
    }

    /// <summary>The larger of two; NaN is larger than all.</summary>
    public static StepDifference Larger(StepDifference first, StepDifference second) =>
        double.IsNaN(first.Relative) || first.Relative >= second.Relative ? first : second;

    /// <summary>What is wrong, in one line; <c>null</c> within the tolerance.</summary>
    public string? Problem(double tolerance) => Relative <= tolerance
        ? null
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Name} is off by {Relative:P2}, more than {tolerance:P2}");

    private static double Share(double distance, double norm) => distance == 0 ? 0 : distance / norm;
}
