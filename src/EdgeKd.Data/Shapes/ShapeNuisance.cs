namespace EdgeKd.Data.Shapes;

/// <summary>How much the pictures of one class differ: every level of nuisance of the data set <c>shapes</c>.</summary>
/// <remarks>
/// Set so that a good teacher is nearly but not wholly right and a small student has much to learn from it. Measured on
/// 10,800 training images, learning rate 0.1 with cosine decay, flips: ResNet8 (16-32-64 channels) after 6 epochs 97.0 % at
/// batch 128 and 98.7 % at batch 64; MobileNetV2 0.25 after 5 epochs at batch 128, alone, 64 %. Random crops cost a short
/// training several points (ResNet8 93.5 %), because the position varies already. Lengths are in pixels, colours on the
/// scale 0 to 1, angles in turns.
/// A change here changes every image: raise <see cref="Version"/> with it.
/// </remarks>
internal static class ShapeNuisance
{
    /// <summary>The version of the generator; it enters the fingerprint of the data set.</summary>
    public const int Version = 1;

    /// <summary>Height and width of a picture.</summary>
    public const int Size = 32;

    // Position and size of the shape.
    public const double RadiusMin = 8.0;
    public const double RadiusMax = 12.5;
    public const double CenterMargin = 1.0;      // the shape's circle keeps this distance from the border where it fits
    public const double RotationTurns = 1.0;     // any angle
    public const double StretchMax = 0.12;       // one axis longer, the other shorter, by up to this part

    // Colours: the foreground is lighter than the background by a margin.
    public const double BackgroundLuminanceMin = 0.10;
    public const double BackgroundLuminanceMax = 0.50;
    public const double MarginMin = 0.18;
    public const double MarginMax = 0.45;
    public const double ChromaMax = 0.16;        // largest distance of a channel from the luminance

    // Texture: plane waves over the background and over the shape.
    public const int WaveCount = 2;
    public const double WaveAmplitudeMax = 0.05;
    public const double WaveLengthMin = 4;
    public const double WaveLengthMax = 24;

    // Clutter: small figures under the shape, lighter or darker than the background.
    public const int ClutterMin = 0;
    public const int ClutterMax = 3;
    public const double ClutterSizeMin = 1.2;
    public const double ClutterSizeMax = 2.5;
    public const double ClutterContrastMax = 0.22;

    // Occlusion: a bar over the shape's edge, in a colour near the background's.
    public const double OcclusionProbability = 0.35;
    public const double OccluderWidthMin = 1.5;
    public const double OccluderWidthMax = 3.2;
    public const double OccluderContrastMax = 0.05;

    // Noise of every channel of every pixel.
    public const double NoiseMin = 0.01;
    public const double NoiseMax = 0.055;
}
