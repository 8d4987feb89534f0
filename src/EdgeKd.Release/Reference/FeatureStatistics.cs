namespace EdgeKd.Release;

/// <summary>The penultimate features of the float model over the validation images: what its last linear layer reads.</summary>
/// <param name="Tensor">Its name in the ONNX file.</param>
/// <param name="Mean">The mean of each channel: C.</param>
/// <param name="StandardDeviation">The standard deviation of each channel, of all images: C.</param>
public sealed record FeatureStatistics(string Tensor, IReadOnlyList<float> Mean, IReadOnlyList<float> StandardDeviation);
