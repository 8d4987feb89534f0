namespace EdgeKd.Edge;

/// <summary>How far logits may be from the golden ones on another machine with the same file.</summary>
/// <remarks>
/// Models that compute in float differ by the order in which processors add up: as much as a converted network may
/// (<see cref="LogitParity.Tolerance"/> of the largest logit). float16 rounds every activation to 2⁻¹¹ of itself where the processor
/// computes in it, and not at all where the runtime computes in float32: some dozens of layers add up to 2⁻⁵ of the largest logit at
/// most. Of an integer model activations may come out a step to either side, which later layers spread: four steps of the logits, each
/// 1/255 of their range. Beyond that processors without VNNI saturate where others do not; that is measured here, as twice the largest
/// difference between the integer kernels and the same graph computed in float, which never saturates.
/// </remarks>
public static class GoldenTolerance
{
    private const double HalfShare = 1.0 / 32;
    private const int Steps = 4;
    private const int Levels = 255;

    /// <summary>Of a model that computes in float32, with weights in whatever form.</summary>
    /// <param name="logits">The golden logits.</param>
    public static double OfFloat(IEnumerable<float[]> logits) => Positive(LogitParity.Tolerance * Largest(logits));

    /// <summary>Of a model in float16.</summary>
    /// <param name="logits">The golden logits.</param>
    public static double OfHalf(IEnumerable<float[]> logits) => Positive(HalfShare * Largest(logits));

    /// <summary>Of an integer model.</summary>
    /// <param name="logits">The golden logits, computed by integer kernels.</param>
    /// <param name="inFloat">The logits of the same graph computed in float, the same rows.</param>
    public static double OfIntegers(IReadOnlyList<float[]> logits, IReadOnlyList<float[]> inFloat)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(inFloat);
        var range = (double)logits.Max(row => row.Max()) - logits.Min(row => row.Min());
        return Positive(Math.Max(Steps * range / Levels, 2 * GoldenSelfTest.LargestDifference(logits, inFloat)));
    }

    private static double Largest(IEnumerable<float[]> logits) => logits.Max(row => row.Max(logit => Math.Abs((double)logit)));

    /// <summary>Logits that are all zero leave no scale.</summary>
    private static double Positive(double tolerance) => Math.Max(tolerance, 1e-6);
}
