using EdgeKd.Pipeline.Predicting;

namespace EdgeKd.Pipeline.Explaining;

/// <summary>What one form of a model answers to an image.</summary>
/// <param name="Form">The form: <c>network</c>, <c>fp32</c>, <c>int8</c>, ...</param>
/// <param name="Classes">The likeliest classes, the first one first; at most five.</param>
/// <param name="MaxLogitDifference">The largest |logit − logit of the first form|; null of that itself.</param>
public sealed record FormAnswer(string Form, IReadOnlyList<ClassProbability> Classes, double? MaxLogitDifference = null);
