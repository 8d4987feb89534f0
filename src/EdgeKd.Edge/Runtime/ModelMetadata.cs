using System.Text.Json;
using EdgeKd.Data;

namespace EdgeKd.Edge;

/// <summary>Reads the labels and the normalisation out of a model's metadata.</summary>
public static class ModelMetadata
{
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
