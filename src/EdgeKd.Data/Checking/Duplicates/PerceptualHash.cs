namespace EdgeKd.Data.Checking;

/// <summary>The perceptual hash by the discrete cosine transform, pHash.</summary>
/// <remarks>
/// C. Zauner, "Implementation and Benchmarking of Perceptual Image Hash Functions" (2010), section 3.2.1: a bit for each of the lowest
/// frequencies of a picture of 32×32 grey pixels says whether its coefficient lies above their median. Here these are the 8×8 lowest
/// without the constant one, whose bit is 0. Small changes of brightness, contrast, size and compression leave most bits as they are.
/// </remarks>
internal static class PerceptualHash
{
    private const int Side = SmallPicture.Side, Frequencies = 8;

    private static readonly float[] Cosines =
        [.. from u in Enumerable.Range(0, Frequencies) from x in Enumerable.Range(0, Side) select (float)Math.Cos(Math.PI * u * (2 * x + 1) / (2 * Side))];

    /// <summary>The hash.</summary>
    /// <param name="grey">32×32 values.</param>
    public static ulong Of(ReadOnlySpan<float> grey)
    {
        Span<float> rows = stackalloc float[Side * Frequencies];
        for (var y = 0; y < Side; y++)
        {
            for (var u = 0; u < Frequencies; u++)
            {
                var sum = 0f;
                for (var x = 0; x < Side; x++) sum += grey[y * Side + x] * Cosines[u * Side + x];
                rows[y * Frequencies + u] = sum;
            }
        }
        Span<float> coefficients = stackalloc float[Frequencies * Frequencies];
        for (var v = 0; v < Frequencies; v++)
        {
            for (var u = 0; u < Frequencies; u++)
            {
                var sum = 0f;
                for (var y = 0; y < Side; y++) sum += rows[y * Frequencies + u] * Cosines[v * Side + y];
                coefficients[v * Frequencies + u] = sum;
            }
        }
        Span<float> sorted = stackalloc float[coefficients.Length - 1];
        coefficients[1..].CopyTo(sorted);
        sorted.Sort();
        var median = sorted[sorted.Length / 2];
        var hash = 0UL;
        for (var i = 1; i < coefficients.Length; i++)
        {
            if (coefficients[i] > median) hash |= 1UL << i;
        }
        return hash;
    }
}
