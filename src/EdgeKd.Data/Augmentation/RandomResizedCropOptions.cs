namespace EdgeKd.Data;

/// <summary>A crop of random area and aspect ratio, resized to the network's input (Szegedy et al., 2015).</summary>
/// <param name="ScaleMin">The least part of the image's area.</param>
/// <param name="ScaleMax">The largest part of the image's area.</param>
/// <param name="RatioMin">The least width by height.</param>
/// <param name="RatioMax">The largest width by height.</param>
/// <param name="Interpolation">The filter that the crop is resized with.</param>
public sealed record RandomResizedCropOptions(
    double ScaleMin = 0.08,
    double ScaleMax = 1,
    double RatioMin = 3.0 / 4,
    double RatioMax = 4.0 / 3,
    Interpolation Interpolation = Interpolation.Bilinear);
