namespace EdgeKd.Benchmarks;

/// <summary>Something could not be measured; the message is one line.</summary>
internal sealed class MeasurementException(string message) : Exception(message);
