namespace EdgeKd.Data;

/// <summary>A rectangle of the normalised image set to zero, the mean colour (Zhong et al., "Random Erasing Data Augmentation", 2020).</summary>
/// <param name="Probability">The part of the images that lose a rectangle.</param>
/// <param name="ScaleMin">The least part of the image's area.</param>
/// <param name="ScaleMax">The largest part of the image's area.</param>
/// <param name="RatioMin">The least height by width.</param>
/// <param name="RatioMax">The largest height by width.</param>
public sealed record RandomErasingOptions(
    double Probability = 0.5, double ScaleMin = 0.02, double ScaleMax = 0.33, double RatioMin = 0.3, double RatioMax = 3.3);
