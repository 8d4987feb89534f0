using EdgeKd.Data;

namespace EdgeKd.Onnx;

/// <summary>How an image of any size becomes the network's input: resized by its shorter side, then cropped in the middle.</summary>
/// <param name="ShorterSide">The shorter side after resizing, in pixels; at least the network's height and width.</param>
/// <param name="Interpolation">The filter.</param>
/// <remarks>As <see cref="ImageDecoder.ResizeAndCrop"/> does it.</remarks>
public sealed record ImageResizing(int ShorterSide, Interpolation Interpolation = Interpolation.Bilinear);
