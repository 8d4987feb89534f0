namespace EdgeKd.Pipeline.Quantizing;

/// <summary>What can be tried with a model that was trained for integers.</summary>
/// <param name="Step">What the training is called, such as <c>quantization-aware distillation: 2 epochs</c>.</param>
/// <param name="Trials">The trials.</param>
internal sealed record TunedTrials(string Step, IQuantizationTrials Trials);
