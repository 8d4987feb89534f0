namespace TorchSharp;

/// <summary>Functions that the base class library lacks.</summary>
internal static class MathFunctions
{
    /// <summary>
    /// The standard normal distribution function, by the power series of erf near 0 and by the continued fraction of
    /// erfc beyond (Abramowitz and Stegun, 7.1.6 and 7.1.14). Accurate to about 1e-15.
    /// </summary>
    public static double NormalCdf(double x)
    {
        var z = Math.Abs(x) / Math.Sqrt(2);
        if (z > 27)
            return x < 0 ? 0 : 1;
        double upperTail;
        if (z < 2.5)
        {
            double term = z, sum = z;
            for (var n = 1; Math.Abs(term) > 1e-18 * sum; n++)
            {
                term *= 2 * z * z / (2 * n + 1);
                sum += term;
            }

            upperTail = 0.5 * (1 - 2 / Math.Sqrt(Math.PI) * Math.Exp(-z * z) * sum);
        }
        else
        {
            var fraction = z;
            for (var n = 120; n >= 1; n--)
                fraction = z + n / 2.0 / fraction;
            upperTail = 0.5 * Math.Exp(-z * z) / (Math.Sqrt(Math.PI) * fraction);
        }

        return x < 0 ? upperTail : 1 - upperTail;
    }
}
