using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeKd.Pipeline.Running;
using EdgeKd.Pipeline.Store;

namespace EdgeKd.Pipeline.Stages;

/// <summary>Settles which precisions are shipped. The float model passes through; why stands in the output.</summary>
internal sealed class QuantizeStage : IStage
{
    public const string PrecisionsFile = "precisions.json";

    public string Name => StageNames.Quantize;

    public int Version => 2;

    public StagePlan Plan(RunSettings settings) =>
        new(new { settings.Recipe.Quantize }, [new(StageNames.Export, ExportStage.ModelFile)]) { Seed = settings.StudentSeed };

    public StageProducts Run(StageContext context)
    {
        const string Decision = "no quantization asked for";
        var precisions = new JsonObject { ["precisions"] = JsonSerializer.SerializeToNode(new[] { ShippedPrecision.Float32 }, JsonText.Indented), ["decision"] = Decision };
        AtomicFile.WriteAllText(context.Output(PrecisionsFile), precisions.ToJsonString(JsonText.Indented) + "\n");
        return new StageProducts
        {
            Outputs = Outputs.Deterministic(PrecisionsFile),
            Summary = $"{Decision}: ships fp32",
            Figures = precisions,
        };
    }
}
