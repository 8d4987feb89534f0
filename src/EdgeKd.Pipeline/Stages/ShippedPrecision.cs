using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeKd.Pipeline.Running;
using EdgeKd.Release;

namespace EdgeKd.Pipeline.Stages;

/// <summary>One model that is measured, gated and packed, as the stage quantize lists it.</summary>
internal sealed record ShippedPrecision
{
    /// <summary>The float model, which is always there.</summary>
    public static ShippedPrecision Float32 { get; } = new() { Precision = Precisions.Float32, Stage = StageNames.Export, File = ExportStage.ModelFile };

    /// <summary>Its arithmetic, one of <see cref="Precisions"/>.</summary>
    public required string Precision { get; init; }

    /// <summary>The stage that made its file.</summary>
    public required string Stage { get; init; }

    /// <summary>The file, an output of that stage.</summary>
    public required string File { get; init; }

    /// <summary>What was done to keep the accuracy, in order.</summary>
    public IReadOnlyList<string> Steps { get; init; } = [];

    /// <summary>What a stage reads that takes all of them: the list, the float model, and what the stage quantize made of others.</summary>
    public static IReadOnlyList<StageInput> Inputs { get; } =
    [
        new(StageNames.Quantize, QuantizeStage.PrecisionsFile),
        new(StageNames.Export, ExportStage.ModelFile),
        .. new[] { Precisions.Int8, Precisions.Float16, Precisions.Int8Weights }.Select(precision => new StageInput(StageNames.Quantize, FileOf(precision), IsOptional: true)),
    ];

    /// <summary>File name of the model of a precision.</summary>
    public static string FileOf(string precision) => $"model.{precision}.onnx";

    /// <summary>Reads the list that the stage quantize wrote, the float model first.</summary>
    public static IReadOnlyList<ShippedPrecision> Load(StageContext context)
    {
        var path = context.Input(StageNames.Quantize, QuantizeStage.PrecisionsFile);
        return JsonNode.Parse(System.IO.File.ReadAllText(path))?["precisions"].Deserialize<ShippedPrecision[]>(JsonText.Indented) is [{ Precision: Precisions.Float32 }, ..] listed
            ? listed
            : throw new InvalidDataException($"{path}: the first precision is not {Precisions.Float32}; remove the stage's folder so that it is made again");
    }

    /// <summary>Path of the file.</summary>
    public string PathIn(StageContext context) => context.Input(Stage, File);
}
