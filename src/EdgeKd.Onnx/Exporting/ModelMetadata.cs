using System.Globalization;
using System.Text.Json;

namespace EdgeKd.Onnx;

/// <summary>The metadata of an exported model: how its input is made and what its logits mean.</summary>
internal static class ModelMetadata
{
    private static readonly string[] Reserved =
    [
        MetadataKeys.PixelFormat, MetadataKeys.ColorSpaceGamma, MetadataKeys.PixelRange,
        MetadataKeys.Mean, MetadataKeys.StandardDeviation, MetadataKeys.Labels,
        MetadataKeys.ShorterSide, MetadataKeys.Interpolation, MetadataKeys.CropSize, MetadataKeys.Precision,
    ];

    /// <summary>The entries, sorted by key.</summary>
    /// <exception cref="ArgumentException">A value is not usable, or a key is taken.</exception>
    public static IEnumerable<StringStringEntryProto> Entries(ExportOptions options)
    {
        var entries = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in options.Metadata)
        {
            // The image keys are case-insensitive in the format.
            if (key.Length == 0 || Reserved.Contains(key, StringComparer.OrdinalIgnoreCase))
                throw new ArgumentException($"The metadata key '{key}' is written by the exporter; choose another.");
            entries[key] = value;
        }

        if (options.Channels == 3)
            entries[MetadataKeys.PixelFormat] = "Rgb8";
        entries[MetadataKeys.ColorSpaceGamma] = "SRGB";
        entries[MetadataKeys.PixelRange] = options.Input == InputForm.Pixels ? "NominalRange_0_255" : "Normalized_0_1";
        if (options.Resizing is { } resizing)
        {
            entries[MetadataKeys.ShorterSide] = resizing.ShorterSide.ToString(CultureInfo.InvariantCulture);
            entries[MetadataKeys.Interpolation] = resizing.Interpolation.ToString().ToLowerInvariant();
        }

        if (options.Input == InputForm.Pixels)
            entries[MetadataKeys.CropSize] = JsonSerializer.Serialize<int[]>([options.Height, options.Width]);
        if (options.Mean.Count > 0 || options.StandardDeviation.Count > 0)
        {
            entries[MetadataKeys.Mean] = Numbers(options.Mean, "mean", options.Channels, v => true);
            entries[MetadataKeys.StandardDeviation] = Numbers(options.StandardDeviation, "standard deviation", options.Channels, v => v > 0);
        }

        if (options.Labels.Count > 0)
            entries[MetadataKeys.Labels] = JsonSerializer.Serialize(options.Labels);
        return entries.Select(e => new StringStringEntryProto { Key = e.Key, Value = e.Value });
    }

    /// <summary>Says what a model computes in.</summary>
    public static void SetPrecision(ModelProto model, string precision)
    {
        var entry = model.MetadataProps.FirstOrDefault(entry => entry.Key == MetadataKeys.Precision);
        if (entry is null)
            model.MetadataProps.Add(entry = new StringStringEntryProto { Key = MetadataKeys.Precision });
        entry.Value = precision;
    }

    private static string Numbers(IReadOnlyList<float> values, string what, int channels, Func<float, bool> isValid)
    {
        if (values.Count != channels || !values.All(v => float.IsFinite(v) && isValid(v)))
            throw new ArgumentException($"The {what} must be {channels} finite numbers, one a channel (a deviation above 0), not [{string.Join(", ", values)}].");
        return JsonSerializer.Serialize(values);
    }
}
