namespace EdgeKd.Edge.Targets.Runner;

/// <summary>How a runner ran the model.</summary>
/// <param name="OnnxRuntime">The version of ONNX Runtime.</param>
/// <param name="Threads">Threads inside one operator.</param>
/// <param name="Provider">What computed.</param>
public sealed record RunnerRuntime(string OnnxRuntime, int Threads, RunnerProvider Provider);
