using System.Text.Json;
using EdgeKd.Pipeline.Running;
using EdgeKd.Pipeline.Stages;
using EdgeKd.Pipeline.Store;

namespace EdgeKd.Pipeline.Quantizing;

/// <summary>The contents of <c>precisions.json</c>.</summary>
/// <param name="Precisions">What is shipped, the float model first.</param>
/// <param name="Decision">Why, in words.</param>
internal sealed record PrecisionList(IReadOnlyList<PrecisionEntry> Precisions, string Decision)
{
    private static readonly JsonSerializerOptions Json = new(JsonText.Indented)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>What a stage reads that takes all of them: the list, the float model, and what the stage quantize made of others.</summary>
    public static IReadOnlyList<StageInput> Inputs { get; } =
    [
        new(StageNames.Quantize, QuantizeStage.PrecisionsFile),
        new(StageNames.Export, ExportStage.ModelFile),
        .. new[] { QuantizeStage.Int8File, QuantizeStage.HalfFile, QuantizeStage.WeightsFile }
            .Select(file => new StageInput(StageNames.Quantize, file, IsOptional: true)),
    ];

    /// <summary>Reads what the stage quantize wrote.</summary>
    public static PrecisionList Load(StageContext context) => Read(context.Input(StageNames.Quantize, QuantizeStage.PrecisionsFile));

    /// <summary>Reads a file.</summary>
    public static PrecisionList Read(string path)
    {
        return JsonSerializer.Deserialize<PrecisionList>(File.ReadAllText(path), Json) is { Precisions: [{ Precision: Release.Precisions.Float32 }, ..] } list
            ? list
            : throw new InvalidDataException($"{path}: the first precision is not {Release.Precisions.Float32}; remove the stage's folder so that it is made again");
    }

    public void Save(string path) => AtomicFile.WriteAllText(path, JsonSerializer.Serialize(this, Json) + "\n");
}
