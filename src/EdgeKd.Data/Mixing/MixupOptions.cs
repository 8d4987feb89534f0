namespace EdgeKd.Data;

/// <summary>Two images added up by shares λ and 1 − λ, their labels as well (Zhang et al., "mixup: Beyond Empirical Risk Minimization", 2018).</summary>
/// <param name="Alpha">α of the share's distribution Beta(α, α): small values leave most images nearly whole.</param>
/// <param name="Probability">The part of the images that are mixed.</param>
public sealed record MixupOptions(double Alpha = 0.2, double Probability = 1);
