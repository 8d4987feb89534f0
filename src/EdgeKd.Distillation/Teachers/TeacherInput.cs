using EdgeKd.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation;

/// <summary>From the student's batch to what a teacher wants: its normalisation, order of channels and size.</summary>
/// <remarks>
/// The student's (p − mean) / deviation is undone and scale·p, less the teacher's mean, over its deviation is made in one
/// multiplication and addition a pixel. Both networks so see the same augmented image.
/// </remarks>
public sealed record TeacherInput
{
    /// <summary>What the student's batches were normalised by.</summary>
    public required Normalization Student { get; init; }

    /// <summary>Means of red, green and blue that the teacher wants subtracted, on the scale of <see cref="Scale"/>.</summary>
    public required IReadOnlyList<double> Mean { get; init; }

    /// <summary>Standard deviations of red, green and blue that it wants divided by, on the same scale.</summary>
    public required IReadOnlyList<double> StandardDeviation { get; init; }

    /// <summary>What a white pixel is before that: 1 or 255.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>Whether the channels come in the order blue, green, red.</summary>
    public bool Bgr { get; init; }

    /// <summary>Height of the teacher's input in pixels.</summary>
    public required int Height { get; init; }

    /// <summary>Width of the teacher's input in pixels.</summary>
    public required int Width { get; init; }

    /// <summary>Makes the teacher's images.</summary>
    /// <param name="images">N×3×h×w float32, normalised for the student; stays the caller's.</param>
    /// <returns>N×3×H×W float32, a new tensor on the same device, owned by the caller's dispose scope.</returns>
    public Tensor Apply(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var seen = (images * OfChannels(c => Scale * Student.StandardDeviation[c] / StandardDeviation[c], images.device))
            + OfChannels(c => (Scale * Student.Mean[c] - Mean[c]) / StandardDeviation[c], images.device);
        seen = AntialiasedBilinear.Resize(seen, Height, Width);
        return (Bgr ? seen.flip(1) : seen).MoveToOuterDisposeScope();
    }

    private static Tensor OfChannels(Func<int, double> value, Device device) =>
        tensor(new[] { (float)value(0), (float)value(1), (float)value(2) }, [1, 3, 1, 1], device: device);
}
