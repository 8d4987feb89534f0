using System.Globalization;
using System.Text.Json;
using EdgeKd.Data;

namespace EdgeKd.Edge;

/// <summary>Reads the labels and the normalisation out of a model's metadata.</summary>
public static class ModelMetadata
{
    private const int MaxSide = 1 << 14;

    /// <summary>The class names; empty where the model names none.</summary>
    /// <exception cref="InvalidDataException">They are malformed, or not as many as there are classes.</exception>
    public static string[] Labels(IReadOnlyDictionary<string, string> metadata, int classCount, string path)
    {
        if (!metadata.TryGetValue(MetadataKeys.Labels, out var json))
            return [];
        var labels = Read<string[]>(json, MetadataKeys.Labels, path);
        if (labels.Length != classCount || labels.Any(l => l is null))
            throw new InvalidDataException(
                $"{path}: the metadata names {labels.Length} labels and the model has {classCount} classes; export it again.");
        return labels;
    }

    /// <summary>The normalisation of the input; null where the model names none.</summary>
    /// <exception cref="InvalidDataException">It is malformed.</exception>
    public static Normalization? Normalization(IReadOnlyDictionary<string, string> metadata, string path)
    {
        if (!metadata.TryGetValue(MetadataKeys.Mean, out var mean) ||
            !metadata.TryGetValue(MetadataKeys.StandardDeviation, out var deviation))
            return null;
        try
        {
            return new Normalization(
                Read<float[]>(mean, MetadataKeys.Mean, path),
                Read<float[]>(deviation, MetadataKeys.StandardDeviation, path));
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"{path}: the metadata holds no usable normalisation: {e.Message}; export it again.", e);
        }
    }

    /// <summary>Height and width that a model which takes pixels cuts out.</summary>
    /// <exception cref="InvalidDataException">It names none, or no two sides of a picture.</exception>
    public static (int Height, int Width) CropSize(IReadOnlyDictionary<string, string> metadata, string path)
    {
        if (!metadata.TryGetValue(MetadataKeys.CropSize, out var json))
            throw new InvalidDataException(
                $"{path}: the model takes pixels of any size, and its metadata does not name ('{MetadataKeys.CropSize}') what it cuts out of them; export it with EdgeKd.");
        return Read<int[]>(json, MetadataKeys.CropSize, path) is [> 0 and <= MaxSide and var height, > 0 and <= MaxSide and var width]
            ? (height, width)
            : throw new InvalidDataException($"{path}: the metadata entry '{MetadataKeys.CropSize}' is not two sides of 1 to {MaxSide} pixels; export it again.");
    }

    /// <summary>The shorter side that images are resized to; <paramref name="least"/> where the model names none.</summary>
    /// <exception cref="InvalidDataException">It is smaller than the input, or no number.</exception>
    public static int ShorterSide(IReadOnlyDictionary<string, string> metadata, int least, string path)
    {
        if (!metadata.TryGetValue(MetadataKeys.ShorterSide, out var text))
            return least;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var side) && side >= least && side <= MaxSide
            ? side
            : throw new InvalidDataException($"{path}: the metadata entry '{MetadataKeys.ShorterSide}' is '{text}' instead of {least} to {MaxSide} pixels; export it again.");
    }

    /// <summary>The filter that images are resized with; bilinear where the model names none.</summary>
    /// <exception cref="InvalidDataException">It is unknown.</exception>
    public static Interpolation Interpolation(IReadOnlyDictionary<string, string> metadata, string path) =>
        metadata.GetValueOrDefault(MetadataKeys.Interpolation) switch
        {
            null or "bilinear" => Data.Interpolation.Bilinear,
            "bicubic" => Data.Interpolation.Bicubic,
            var other => throw new InvalidDataException($"{path}: the metadata entry '{MetadataKeys.Interpolation}' is '{other}' instead of bilinear or bicubic; export it again."),
        };

    private static T Read<T>(string json, string key, string path)
        where T : class
    {
        try
        {
            if (JsonSerializer.Deserialize<T>(json) is { } value)
                return value;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path}: the metadata entry '{key}' is not the JSON array it should be; export it again.", e);
        }

        throw new InvalidDataException($"{path}: the metadata entry '{key}' is null; export it again.");
    }
}
