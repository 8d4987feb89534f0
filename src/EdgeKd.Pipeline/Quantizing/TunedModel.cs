using EdgeKd.Distillation;
using EdgeKd.Onnx;

namespace EdgeKd.Pipeline.Quantizing;

/// <summary>A student that was tuned for integers, as a float model.</summary>
/// <param name="Model">The exported float model with the tuned weights.</param>
/// <param name="Step">What the step is called, such as <c>quantization-aware distillation: 2 epochs</c>.</param>
/// <param name="Top1Before">Top-1 of the simulated INT8 network on validation before, 0 to 1.</param>
/// <param name="Training">The training; its validation top-1 is that of the simulated INT8 network.</param>
internal sealed record TunedModel(ModelProto Model, string Step, double Top1Before, TrainingResult Training);
