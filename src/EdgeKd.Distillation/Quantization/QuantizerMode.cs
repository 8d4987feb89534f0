namespace EdgeKd.Distillation.Quantization;

/// <summary>What an <see cref="ActivationQuantizer"/> does.</summary>
internal enum QuantizerMode
{
    /// <summary>Lets everything through.</summary>
    Off,

    /// <summary>Lets everything through, and averages the smallest and largest value of each batch.</summary>
    Observing,

    /// <summary>Rounds to the integers of the range.</summary>
    Quantizing,
}
