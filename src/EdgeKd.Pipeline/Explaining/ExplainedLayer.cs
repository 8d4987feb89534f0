namespace EdgeKd.Pipeline.Explaining;

/// <summary>How exactly a layer of the integer model computes on an image.</summary>
/// <param name="Layer">The name of its node.</param>
/// <param name="SqnrDb">10·log₁₀ of signal to noise against the float layer on the same input, in decibels; <see cref="MostDb"/> at most, and
/// where both are equal.</param>
public sealed record ExplainedLayer(string Layer, double SqnrDb)
{
    /// <summary>No ratio of 32-bit floats is larger.</summary>
    public const double MostDb = 200;

    // Half of the amplitude: four times the noise power for the same signal.
    private const double FallDb = 6.02;

    /// <summary>The first layer that is 6 dB, one bit, below the least exact one before it; null where none is.</summary>
    /// <param name="layers">The layers, in the order of the graph.</param>
    public static ExplainedLayer? FirstFall(IReadOnlyList<ExplainedLayer> layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        var least = MostDb;
        foreach (var layer in layers)
        {
            if (least < MostDb && layer.SqnrDb < least - FallDb)
                return layer;
            least = Math.Min(least, layer.SqnrDb);
        }

        return null;
    }
}
