namespace EdgeKd.Release;

/// <summary>What the shipped models make of the validation images: the contents of <c>reference.json</c>, which the logs of devices are
/// compared with.</summary>
public sealed record ReferenceStatistics
{
    /// <summary>The name of the file in bundles and releases.</summary>
    public const string FileName = "reference.json";

    /// <summary>The version of this schema.</summary>
    public int Schema { get; init; } = 1;

    /// <summary>The SHA-256 of the validation images.</summary>
    public required string ImagesSha256 { get; init; }

    /// <summary>Validation images.</summary>
    public required int Count { get; init; }

    /// <summary>Images of each class, in the order of the logits: K.</summary>
    public required IReadOnlyList<int> LabelCounts { get; init; }

    /// <summary>The answers of each shipped precision.</summary>
    public required IReadOnlyList<ReferenceAnswers> Models { get; init; }

    /// <summary>The float model's features; null where its logits do not come from a linear layer.</summary>
    public FeatureStatistics? Features { get; init; }

    /// <summary>Reads and checks the contents of a file called <paramref name="name"/>.</summary>
    /// <exception cref="InvalidDataException">A field is missing, ill-typed, out of range or contradicts another; the message names it.</exception>
    public static ReferenceStatistics Parse(ReadOnlySpan<byte> json, string name)
    {
        var reference = JsonFile.Parse<ReferenceStatistics>(json, name);
        return reference.Faults().FirstOrDefault(fault => fault is not null) is { } fault
            ? throw new InvalidDataException($"{name}: {fault}; pack the bundle again.")
            : reference;
    }

    /// <summary>Checks and writes the file; it is complete or not there.</summary>
    /// <exception cref="InvalidDataException">A field is out of range or contradicts another; the message names it.</exception>
    public void Save(string path)
    {
        Parse(JsonFile.ToBytes(this), path);
        JsonFile.Save(this, path);
    }

    private IEnumerable<string?> Faults()
    {
        yield return Schema == 1 ? null : $"schema is {Schema}, but this program knows schema 1";
        yield return ImagesSha256.Length == 64 && ImagesSha256.All(char.IsAsciiHexDigitLower) ? null : "imagesSha256 is not 64 lower-case hexadecimal digits";
        yield return Sums("labelCounts", LabelCounts);
        yield return Models.Count > 0 && Models.All(model => model is not null) ? null : "models is empty or holds null";
        for (var i = 0; i < Models.Count; i++)
        {
            yield return Models[i].PredictedCounts.Count == LabelCounts.Count && Models[i].MeanConfidence.Count == LabelCounts.Count
                ? null
                : $"models[{i}] is of another number of classes than labelCounts";
            yield return Sums($"models[{i}].predictedCounts", Models[i].PredictedCounts);
            yield return Models[i].ConfidenceHistogram.Count == ReferenceAnswers.Bins ? Sums($"models[{i}].confidenceHistogram", Models[i].ConfidenceHistogram)
                : $"models[{i}].confidenceHistogram has not {ReferenceAnswers.Bins} bins";
            yield return Models[i].MeanConfidence.All(mean => mean is >= 0 and <= 1) ? null : $"models[{i}].meanConfidence holds something else than shares";
        }

        if (Features is { } features)
        {
            yield return features.Mean.Count == features.StandardDeviation.Count ? null : "features.mean and features.standardDeviation differ in length";
            yield return features.StandardDeviation.All(deviation => deviation >= 0) ? null : "features.standardDeviation holds a negative number";
        }
    }

    private string? Sums(string field, IReadOnlyList<int> counts) =>
        counts.All(count => count >= 0) && counts.Sum(count => (long)count) == Count ? null : $"{field} does not sum to count, {Count}";
}
