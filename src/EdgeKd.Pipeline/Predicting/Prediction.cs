namespace EdgeKd.Pipeline.Predicting;

/// <summary>What a model thinks an image shows.</summary>
/// <param name="Image">Path of the image.</param>
/// <param name="Classes">Classes with their probabilities, the most likely first; at most five.</param>
public sealed record Prediction(string Image, IReadOnlyList<ClassProbability> Classes);
