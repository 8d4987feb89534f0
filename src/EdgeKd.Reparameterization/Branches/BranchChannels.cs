namespace EdgeKd.Reparameterization;

/// <summary>How large the weights of one branch are, by output channel.</summary>
/// <param name="Name">What the branch is called in checkpoints.</param>
/// <param name="Largest">The largest |w| of each output channel, with the normalisation behind it folded in.</param>
public sealed record BranchChannels(string Name, IReadOnlyList<float> Largest);
