namespace EdgeKd.Pipeline.Predicting;

/// <summary>A class and how likely it is.</summary>
/// <param name="Label">Name of the class.</param>
/// <param name="Probability">Softmax of the logits, 0 to 1.</param>
public sealed record ClassProbability(string Label, double Probability);
