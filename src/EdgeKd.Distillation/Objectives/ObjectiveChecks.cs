namespace EdgeKd.Distillation.Objectives;

/// <summary>Checks that the settings of several methods share.</summary>
internal static class ObjectiveChecks
{
    /// <exception cref="ArgumentException">The temperature is not above 0.</exception>
    public static void Temperature(string method, double temperature)
    {
        if (!(temperature > 0) || !double.IsFinite(temperature))
        {
            throw new ArgumentException($"{method}: temperature {temperature} must be above 0.");
        }
    }

    /// <exception cref="ArgumentException">A weight is negative, or all are 0.</exception>
    public static void Weights(string method, params ReadOnlySpan<double> weights)
    {
        var sum = 0.0;
        foreach (var weight in weights)
        {
            if (!(weight >= 0) || !double.IsFinite(weight))
            {
                throw new ArgumentException($"{method}: a loss weight of {weight} must be 0 or more.");
            }

            sum += weight;
        }

        if (sum == 0)
        {
            throw new ArgumentException($"{method}: all loss weights are 0, so nothing would be learned; set one above 0.");
        }
    }
}
