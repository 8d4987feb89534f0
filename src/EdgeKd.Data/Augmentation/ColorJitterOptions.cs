namespace EdgeKd.Data;

/// <summary>Random brightness, contrast, saturation and hue, in random order. Each of the first three is multiplied by a
/// factor from 1 − x to 1 + x (not below 0); the hue is turned by −x to +x of a circle.</summary>
/// <param name="Brightness">x of the brightness; 0: none.</param>
/// <param name="Contrast">x of the contrast; 0: none.</param>
/// <param name="Saturation">x of the saturation; 0: none.</param>
/// <param name="Hue">x of the hue, at most 0.5; 0: none.</param>
public sealed record ColorJitterOptions(double Brightness = 0, double Contrast = 0, double Saturation = 0, double Hue = 0);
