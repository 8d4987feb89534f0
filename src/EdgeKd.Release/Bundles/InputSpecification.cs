namespace EdgeKd.Release;

/// <summary>How an image becomes the model's input.</summary>
public sealed record InputSpecification
{
    /// <summary>The input's name in the model.</summary>
    public required string Name { get; init; }

    /// <summary>The order of the axes: <c>NCHW</c> numbers of <see cref="Height"/> and <see cref="Width"/>, or <c>NHWC</c> pixels of
    /// any size, which the model resizes, crops and normalises itself.</summary>
    public required string Layout { get; init; }

    /// <summary>The type of the elements: <c>float32</c> of <c>NCHW</c>, <c>uint8</c> of <c>NHWC</c>.</summary>
    public string Dtype { get; init; } = "float32";

    /// <summary>The order of the channels: <c>RGB</c>.</summary>
    public required string Color { get; init; }

    /// <summary>The input's height, in pixels; of <c>NHWC</c>, of what the model cuts out.</summary>
    public required int Height { get; init; }

    /// <summary>The input's width, in pixels; of <c>NHWC</c>, of what the model cuts out.</summary>
    public required int Width { get; init; }

    /// <summary>What is subtracted from each channel, on the scale of <see cref="Range"/>.</summary>
    public required IReadOnlyList<double> Mean { get; init; }

    /// <summary>What each channel is divided by afterwards, on the scale of <see cref="Range"/>.</summary>
    public required IReadOnlyList<double> Std { get; init; }

    /// <summary>The scale of pixel values before normalising: usually 0 and 1.</summary>
    public required IReadOnlyList<double> Range { get; init; }

    /// <summary>How a larger or smaller image is brought to size.</summary>
    public required string Resize { get; init; }

    /// <summary>The filter of that resizing, antialiased as Pillow's: <c>bilinear</c> or <c>bicubic</c>.</summary>
    public string Interpolation { get; init; } = "bilinear";
}
