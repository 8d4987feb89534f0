namespace EdgeKd.Reparameterization;

/// <summary>A convolution that was trained as a sum of branches, before and after they are merged.</summary>
/// <param name="Path">Its path in the network that is extracted, which is the name of its node in an exported model.</param>
/// <param name="Branches">Its branches, in the order in which they are added.</param>
/// <param name="Largest">The largest |w| of each output channel of the merged kernel, with the normalisation behind it folded in.</param>
public sealed record MergedLayer(string Path, IReadOnlyList<BranchChannels> Branches, IReadOnlyList<float> Largest);
