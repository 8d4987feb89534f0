using EdgeKd.Onnx;

namespace EdgeKd.Pipeline.Auditing;

/// <summary>How unequal the channels of a convolution were before its branches were merged, and after.</summary>
/// <param name="Name">The node in the exported model.</param>
/// <param name="Branches">Each branch, with the normalisation behind it folded in.</param>
/// <param name="Merged">The merged float kernel, its normalisation folded in too.</param>
public sealed record MergedRange(string Name, IReadOnlyList<WeightRange> Branches, WeightRange Merged);
