namespace EdgeKd.Data;

/// <summary>The filter that pictures are resized with; as wide as the factor asks where they shrink (antialiased).</summary>
/// <remarks>
/// The results are those of Pillow's <c>Image.resize</c>, which torchvision's transforms call: a separable convolution, across
/// and then down, each rounded to 8 bits, whose weights within the picture add up to 1.
/// </remarks>
public enum Interpolation
{
    /// <summary>The triangle 1 − |x|.</summary>
    Bilinear = 0,

    /// <summary>Keys' cubic convolution with a = −1/2 ("Cubic convolution interpolation for digital image processing", 1981).</summary>
    Bicubic = 1,
}
