namespace EdgeKd.Data;

/// <summary>A box of one image set into another, labels shared by area (Yun et al., "CutMix: Regularization Strategy to Train
/// Strong Classifiers with Localizable Features", 2019).</summary>
/// <param name="Alpha">α of the distribution Beta(α, α) of the area that stays, before the box is cut at the image's edges.</param>
/// <param name="Probability">The part of the images that get a box.</param>
public sealed record CutMixOptions(double Alpha = 1, double Probability = 0.5);
