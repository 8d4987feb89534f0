using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EdgeKd.Edge;

/// <summary>Makes inputs for a model of which nothing is known but its file.</summary>
internal static class RandomInput
{
    private const int ImageSide = 224;
    private const long MaxElements = 1 << 28;
    private const int Seed = 1;

    /// <summary>A tensor for an input: normal numbers, random bytes, or zeros for integers, which are indices more often than not.</summary>
    /// <param name="name">The input.</param>
    /// <param name="input">What the model says of it.</param>
    /// <param name="options">Shapes.</param>
    /// <param name="metadata">The model's metadata; the size of images may stand in it.</param>
    /// <param name="path">The model file, for errors.</param>
    /// <exception cref="InvalidDataException">The input is no tensor of numbers, or too large.</exception>
    /// <exception cref="ArgumentException">A given shape does not fit.</exception>
    public static OrtValue Create(string name, NodeMetadata input, ProfileOptions options, IReadOnlyDictionary<string, string> metadata, string path)
    {
        if (!input.IsTensor)
            throw new InvalidDataException($"{path}: its input '{name}' is not a tensor; only models of tensors are profiled.");
        long[] shape = [.. Shape(name, input, options, metadata, path)];
        var length = shape.Aggregate((UInt128)1, (product, side) => product > MaxElements ? product : product * (ulong)side);
        if (length > MaxElements)
            throw new InvalidDataException($"{path}: its input '{name}' of [{string.Join(", ", shape)}] has more than {MaxElements:N0} elements; give a smaller shape.");
        var (random, count) = (new Random(Seed), (int)length);
        switch (input.ElementDataType)
        {
            case TensorElementType.Float:
                return OrtValue.CreateTensorValueFromMemory(Normal(random, count), shape);
            case TensorElementType.Float16:
                return OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(Normal(random, count), value => (Float16)value), shape);
            case TensorElementType.Double:
                return OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(Normal(random, count), value => (double)value), shape);
            case TensorElementType.UInt8:
                var bytes = new byte[count];
                random.NextBytes(bytes);
                return OrtValue.CreateTensorValueFromMemory(bytes, shape);
            case TensorElementType.Int8:
                return OrtValue.CreateTensorValueFromMemory(new sbyte[count], shape);
            case TensorElementType.Int32:
                return OrtValue.CreateTensorValueFromMemory(new int[count], shape);
            case TensorElementType.Int64:
                return OrtValue.CreateTensorValueFromMemory(new long[count], shape);
            case TensorElementType.Bool:
                return OrtValue.CreateTensorValueFromMemory(new bool[count], shape);
            default:
                throw new InvalidDataException($"{path}: its input '{name}' holds {input.ElementDataType.ToString().ToLowerInvariant()}; only models of numbers are profiled.");
        }
    }

    private static IEnumerable<long> Shape(string name, NodeMetadata input, ProfileOptions options, IReadOnlyDictionary<string, string> metadata, string path)
    {
        var dimensions = input.Dimensions;
        if (options.Shapes.TryGetValue(name, out var given))
        {
            if (given.Count != dimensions.Length || given.Any(side => side < 1) || given.Where((side, i) => dimensions[i] > 0 && dimensions[i] != side).Any())
                throw new ArgumentException($"{path}: its input '{name}' is {Text(dimensions)}, and the given shape [{string.Join(", ", given)}] does not fit.");
            return given.Select(side => (long)side);
        }

        var isImage = dimensions.Length == 4;
        var isChannelsLast = isImage && dimensions[3] is 1 or 3;
        var side = metadata.TryGetValue(MetadataKeys.ShorterSide, out var text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var known) && known > 0
            ? known
            : ImageSide;
        return dimensions.Select((length, axis) => length >= 0 ? length : isImage && axis is > 0 and < 4 && (isChannelsLast ? axis < 3 : axis > 1) ? side : 1L);
    }

    private static string Text(int[] dimensions) => $"[{string.Join(", ", dimensions.Select(side => side < 0 ? "?" : side.ToString(CultureInfo.InvariantCulture)))}]";

    // Box and Muller's transform.
    private static float[] Normal(Random random, int count)
    {
        var values = new float[count];
        for (var i = 0; i < count; i++)
            values[i] = MathF.Sqrt(-2 * MathF.Log(1 - random.NextSingle())) * MathF.Cos(MathF.Tau * random.NextSingle());
        return values;
    }
}
