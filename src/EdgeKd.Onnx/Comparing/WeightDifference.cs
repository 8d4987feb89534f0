namespace EdgeKd.Onnx;

/// <summary>How far the weights of a layer are from those of the same layer in another file.</summary>
/// <param name="Layer">The name of its node in both.</param>
/// <param name="SqnrDb">10·log₁₀(Σ expected² / Σ (expected − actual)²), in decibels; infinite where they are equal.</param>
public sealed record WeightDifference(string Layer, double SqnrDb)
{
    /// <summary>Compares the layers that two models have in common: of the same name and shape.</summary>
    /// <param name="expected">The layers of the model that counts as right.</param>
    /// <param name="actual">Those of the other.</param>
    /// <returns>In the order of <paramref name="expected"/>.</returns>
    public static IReadOnlyList<WeightDifference> Of(IReadOnlyList<LayerWeight> expected, IReadOnlyList<LayerWeight> actual)
    {
        ArgumentNullException.ThrowIfNull(expected);
        ArgumentNullException.ThrowIfNull(actual);
        var others = actual.GroupBy(layer => layer.Layer, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
        return
        [
            .. expected.Where(layer => others.TryGetValue(layer.Layer, out var other) && other.Shape.SequenceEqual(layer.Shape))
                .Select(layer => new WeightDifference(layer.Layer, Sqnr(layer.Values, others[layer.Layer].Values))),
        ];
    }

    private static double Sqnr(float[] expected, float[] actual)
    {
        double signal = 0, noise = 0;
        for (var i = 0; i < expected.Length; i++)
        {
            var difference = (double)expected[i] - actual[i];
            signal += (double)expected[i] * expected[i];
            noise += difference * difference;
        }

        return noise == 0 ? double.PositiveInfinity : 10 * Math.Log10(signal / noise);
    }
}
