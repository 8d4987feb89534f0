namespace EdgeKd.Pipeline.Quantizing;

/// <summary>What quantization does to one layer.</summary>
/// <param name="Layer">Name of its node.</param>
/// <param name="SqnrDb">Signal-to-quantization-noise ratio of its output, given the float model's input, in decibels.</param>
/// <param name="FloatNodes">The nodes that stay float to be rid of most of this noise: the layer, and where its rounded
/// input makes half of it or more, all that make or read that.</param>
internal sealed record LayerSensitivity(string Layer, double SqnrDb, IReadOnlyList<string> FloatNodes);
