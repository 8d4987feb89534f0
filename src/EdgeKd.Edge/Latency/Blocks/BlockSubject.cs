using EdgeKd.Data;

namespace EdgeKd.Edge;

/// <summary>A model that is measured in blocks.</summary>
/// <param name="Model">The model; it is opened anew for each block.</param>
/// <param name="Normalization">How pixels become its input; a model that takes pixels does that within the measured time.</param>
public sealed record BlockSubject(OnnxClassifier Model, Normalization Normalization);
