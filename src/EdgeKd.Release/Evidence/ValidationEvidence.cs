namespace EdgeKd.Release;

/// <summary>What was measured of one model: the contents of <c>validation.json</c>.</summary>
/// <remarks>Accuracies are shares from 0 to 1. Immutable, so safe to share between threads.</remarks>
public sealed record ValidationEvidence
{
    /// <summary>The name of the file in bundles and baselines.</summary>
    public const string FileName = "validation.json";

    /// <summary>The version of this schema.</summary>
    public int Schema { get; init; } = 1;

    /// <summary>The model's name.</summary>
    public required string Name { get; init; }

    /// <summary>The model's version.</summary>
    public required string Version { get; init; }

    /// <summary>How thoroughly it was measured: one of <see cref="Profiles"/>.</summary>
    public required string Profile { get; init; }

    /// <summary>The arithmetic of the model: <c>fp32</c>, <c>int8</c>, ...</summary>
    public required string Precision { get; init; }

    /// <summary>The share of test images whose class has the largest logit.</summary>
    public required double Top1 { get; init; }

    /// <summary>The share of test images whose class is among the five largest logits.</summary>
    public required double Top5 { get; init; }

    /// <summary>Test images answered.</summary>
    public required int Count { get; init; }

    /// <summary>The recall of each class, in the order of the logits.</summary>
    public required IReadOnlyList<RecallEvidence> PerClassRecall { get; init; }

    /// <summary>The true class of each test image.</summary>
    public required IReadOnlyList<int> Labels { get; init; }

    /// <summary>The predicted class of each test image.</summary>
    public required IReadOnlyList<int> Predictions { get; init; }

    /// <summary>The latency of one image.</summary>
    public required LatencyEvidence Latency { get; init; }

    /// <summary>The size of the model file, in bytes.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>Groups of nodes that ONNX Runtime runs in float between quantized ones; null where the graph was not audited.</summary>
    public int? FloatIslands { get; init; }

    /// <summary>The teacher's top-1 on the same images, where there is a teacher.</summary>
    public double? TeacherTop1 { get; init; }

    /// <summary>How often this test set has been used so far, this time included: choices made on it wear it out.</summary>
    public required int TestSetUses { get; init; }

    /// <summary>How far the exported model is from the trained network, where that was compared.</summary>
    public ParityEvidence? Parity { get; init; }

    /// <summary>The versions of the parts that took part, by name.</summary>
    public required IReadOnlyDictionary<string, string> Versions { get; init; }

    /// <summary>The recipe's seed.</summary>
    public required long Seed { get; init; }

    /// <summary>Reads and checks a file.</summary>
    /// <exception cref="InvalidDataException">A field is missing, ill-typed, out of range or contradicts another; the message names it.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ValidationEvidence Load(string path)
    {
        var evidence = JsonFile.Load<ValidationEvidence>(path);
        EvidenceChecks.Require(evidence, path);
        return evidence;
    }

    /// <summary>Reads and checks the contents of a file called <paramref name="name"/>.</summary>
    /// <exception cref="InvalidDataException">As for <see cref="Load"/>.</exception>
    public static ValidationEvidence Parse(ReadOnlySpan<byte> json, string name)
    {
        var evidence = JsonFile.Parse<ValidationEvidence>(json, name);
        EvidenceChecks.Require(evidence, name);
        return evidence;
    }

    /// <summary>Checks and writes the file; it is complete or not there.</summary>
    /// <exception cref="InvalidDataException">A field is out of range or contradicts another; the message names it.</exception>
    public void Save(string path)
    {
        EvidenceChecks.Require(this, path);
        JsonFile.Save(this, path);
    }
}
