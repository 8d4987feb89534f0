using EdgeKd.Data;
using Microsoft.ML.OnnxRuntime;

namespace EdgeKd.Edge;

/// <summary>Turns images of a set into a model's input: centre crop, scale to 0–1, normalise, N×C×H×W; for a model that takes
/// pixels, the images as they are.</summary>
/// <remarks>Safe for several threads at once.</remarks>
internal sealed class ModelInput
{
    private readonly OnnxClassifier _model;
    private readonly IImageSet _set;
    private readonly Normalization _normalization;

    /// <exception cref="InvalidDataException">The set's images are smaller than the model's input, or the model takes no RGB.</exception>
    public ModelInput(OnnxClassifier model, IImageSet set, Normalization normalization)
    {
        if (model.Channels != 3)
            throw new InvalidDataException($"{model.Path}: the model takes {model.Channels} channels, and the images have 3 (RGB).");
        if (!model.TakesPixels && (set.Height < model.Height || set.Width < model.Width))
            throw new InvalidDataException(
                $"{model.Path}: the model takes images of {model.Height}×{model.Width}, and the data set has {set.Height}×{set.Width}; prepare the data at that size.");
        (_model, _set, _normalization) = (model, set, normalization);
    }

    /// <summary>Reads images <paramref name="first"/> … <paramref name="first"/> + <paramref name="count"/> − 1 and ties them to a
    /// session of the model.</summary>
    public OnnxClassifier.BoundBatch Bind(OnnxClassifier session, int first, int count) => new(session, Value(first, count), count);

    /// <summary>Reads images <paramref name="first"/> … <paramref name="first"/> + <paramref name="count"/> − 1.</summary>
    public OrtValue Value(int first, int count) => _model.TakesPixels
        ? _model.InputOf(ReadPixels(first, count), count, _set.Height, _set.Width)
        : _model.InputOf(Read(first, count), count);

    /// <summary>Reads images spread evenly over the set, to be tied to one session after the other.</summary>
    /// <param name="images">How many, at most.</param>
    public IReadOnlyList<Func<OnnxClassifier, OnnxClassifier.BoundBatch>> Spread(int images) => [.. SpreadPlaces(_set, images).Select(Prepare)];

    /// <summary>The places of images that are spread evenly over a set.</summary>
    /// <param name="set">The set.</param>
    /// <param name="images">How many, at most.</param>
    public static IEnumerable<int> SpreadPlaces(IImageSet set, int images)
    {
        var count = Math.Min(images, set.Count);
        return Enumerable.Range(0, count).Select(i => (int)((long)i * set.Count / count));
    }

    private Func<OnnxClassifier, OnnxClassifier.BoundBatch> Prepare(int index)
    {
        if (_model.TakesPixels)
        {
            var pixels = ReadPixels(index, 1);
            return session => session.Bind(pixels, 1, _set.Height, _set.Width);
        }

        var numbers = Read(index, 1);
        return session => session.Bind(numbers, 1);
    }

    private byte[] ReadPixels(int first, int count)
    {
        var length = _set.Height * _set.Width * 3;
        var input = new byte[checked(count * length)];
        for (var i = 0; i < count; i++)
            _set.CopyPixels(first + i, input.AsSpan(i * length, length));
        return input;
    }

    private float[] Read(int first, int count)
    {
        var input = new float[count * _model.InputLength];
        var pixels = new byte[_set.Height * _set.Width * 3];
        var cropped = new byte[_model.Height * _model.Width * 3];
        for (var i = 0; i < count; i++)
        {
            _set.CopyPixels(first + i, pixels);
            CropCentre(pixels, cropped);
            Preprocessing.ToModelInput(cropped, _model.Height, _model.Width, _normalization,
                input.AsSpan(i * _model.InputLength, _model.InputLength));
        }

        return input;
    }

    private void CropCentre(ReadOnlySpan<byte> pixels, Span<byte> cropped)
    {
        var (top, left) = ((_set.Height - _model.Height) / 2, (_set.Width - _model.Width) / 2);
        var rowLength = _model.Width * 3;
        for (var y = 0; y < _model.Height; y++)
            pixels.Slice(((top + y) * _set.Width + left) * 3, rowLength).CopyTo(cropped[(y * rowLength)..]);
    }
}
