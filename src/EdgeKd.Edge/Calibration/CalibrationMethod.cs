namespace EdgeKd.Edge;

/// <summary>How a tensor's range follows from the values that it took.</summary>
public enum CalibrationMethod
{
    /// <summary>From the smallest to the largest value.</summary>
    MinMax,

    /// <summary>Leaves out a share of the values, half of it at each end.</summary>
    Percentile,

    /// <summary>The range whose quantized distribution has the least Kullback-Leibler divergence from the whole one.</summary>
    Entropy,

    /// <summary>The range with the least mean squared error of clipping and rounding together.</summary>
    Mse,
}
