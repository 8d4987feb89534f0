using System.Globalization;
using System.Text.Json.Nodes;
using EdgeKd.Data;
using EdgeKd.Edge.Targets;
using EdgeKd.Pipeline.Preflighting;
using EdgeKd.Pipeline.Recipes;
using EdgeKd.Pipeline.Running;
using EdgeKd.Pipeline.Store;

namespace EdgeKd.Pipeline.Stages;

/// <summary>Measures the student before it is trained: latency, size and what the runtime makes of the graph do not depend on the weights.
/// What follows from it is decided by whoever reads it, so that another policy needs no other measurement.</summary>
internal sealed class PreflightStage : IStage
{
    public string Name => StageNames.Preflight;

    public int Version => 1;

    public bool MeasuresTime => true;

    public string? NotNeeded(RunSettings settings) => settings.Recipe.Preflight ? null : "the recipe says preflight: false, so nothing is measured before training";

    public StagePlan Plan(RunSettings settings) => new(
        new
        {
            Student = settings.Recipe.Student with { Checkpoint = null, Dropout = 0 },
            settings.Recipe.Export,
            Quantize = new { settings.Recipe.Quantize.Int8, settings.Recipe.Quantize.Fp16, settings.Recipe.Quantize.Int8Weights, settings.Recipe.Quantize.WeightBits },
            Targets = TargetsStage.Others(settings),
            Validate = new { settings.Recipe.Validate.Threads, settings.Recipe.Validate.MinRuns, settings.Recipe.Validate.MinSeconds },
            settings.Recipe.Data.ImageSize,
            settings.Recipe.Data.Normalize,
            settings.Recipe.Data.Interpolation,
        },
        [new(StageNames.Data, DataPreparation.ValidationFile)])
    {
        Outside = TargetFactory.ProgramDigests(TargetsStage.Others(settings).Select(target => target.Kind)),
        Seed = settings.Recipe.Seed,
    };

    public StageProducts Run(StageContext context)
    {
        using var images = PackedImages.Open(context.Input(StageNames.Data, DataPreparation.ValidationFile), verify: false);
        var student = Measure(context, images);
        foreach (var model in student.Models.Where(model => model.Doubt is not null))
            context.Note($"latency of the untrained {model.Precision} is not to be trusted, so no limit is decided by it: {model.Doubt}");
        foreach (var target in student.Targets.Where(target => target.Failure is not null))
            context.Note($"the untrained student did not run on {target.Name}: {target.Failure}");
        student.Save(context.Output(UntrainedStudent.FileName));
        return new StageProducts
        {
            Outputs = Outputs.Deterministic().And(UntrainedStudent.FileName, OutputKind.Measured),
            Summary = string.Create(CultureInfo.InvariantCulture, $"{student.Parameters:N0} parameters, {student.Macs / 1e6:N1} M multiply-adds; untrained ")
                + string.Join(", ", student.Models.Select(model => string.Create(CultureInfo.InvariantCulture, $"{model.Precision} p90 {model.P90Ms:F3} ms and {model.SizeBytes:N0} bytes")))
                + string.Concat(student.Targets.Select(OnTarget)),
            Figures = new JsonObject
            {
                ["parameters"] = student.Parameters,
                ["macs"] = student.Macs,
                ["models"] = new JsonObject(student.Models.Select(model => KeyValuePair.Create(
                    model.Precision, (JsonNode?)new JsonObject { ["p50Ms"] = model.P50Ms, ["p90Ms"] = model.P90Ms, ["sizeBytes"] = model.SizeBytes }))),
            },
        };
    }

    private static string OnTarget(UntrainedTarget target) => target switch
    {
        { Failure: not null } => $"; {target.Name} failed",
        { IsEmulated: true } => $"; runs on {target.Name}",
        _ => $"; on {target.Name} {string.Join(", ", target.Models.Select(model => string.Create(CultureInfo.InvariantCulture, $"{model.Precision} p90 {model.P90Ms:F3} ms")))}",
    };

    private static UntrainedStudent Measure(StageContext context, IImageSet images)
    {
        try
        {
            return new UntrainedMeasurement(context.Settings, context.WorkFolder, detail => context.Report(null, detail), context.Cancellation).Measure(images, TargetsStage.Others(context.Settings));
        }
        catch (InvalidDataException e)
        {
            throw new PreflightRefusedException($"preflight: the student cannot run, trained or not: {e.Message}; choose another student, or another form in the section quantize or export", e);
        }
    }
}
