using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeKd.Data;
using EdgeKd.Edge;
using EdgeKd.Onnx;
using EdgeKd.Pipeline.Quantizing;
using EdgeKd.Pipeline.Recipes;
using EdgeKd.Pipeline.Running;
using EdgeKd.Pipeline.Store;
using EdgeKd.Release;
using Google.Protobuf;

namespace EdgeKd.Pipeline.Stages;

/// <summary>Makes the smaller forms of the model that the recipe asks for, and settles which precisions are shipped.</summary>
/// <remarks>Ranges come from images of the training part, without augmentation; all choices are made on the validation part.</remarks>
internal sealed class QuantizeStage : IStage
{
    public const string PrecisionsFile = "precisions.json";
    public const string Int8File = "model.int8.onnx";
    public const string HalfFile = "model.fp16.onnx";
    public const string WeightsFile = "model.int8-weights.onnx";

    public string Name => StageNames.Quantize;

    public int Version => 4;

    public StagePlan Plan(RunSettings settings)
    {
        var section = settings.Recipe.Quantize;
        List<StageInput> inputs = [new(StageNames.Export, ExportStage.ModelFile)];
        if (!IsAskedFor(section))
            return new StagePlan(new { }, inputs) { Seed = settings.Recipe.Seed };
        inputs.Add(TrainingPart.Input(settings));
        inputs.Add(new(StageNames.Data, DataPreparation.ValidationFile));
        if (MayTune(section))
            inputs.Add(new(StageNames.Extract, Networks.StudentFile));
        return new StagePlan(
            new
            {
                Quantize = section with { Ranges = null },
                settings.Recipe.Data.Normalize,
                settings.Recipe.Seed,
                Saturates = section.Int8 && CpuInfo.SaturatesInt8,
                Student = MayTune(section) ? settings.Recipe.Student with { Checkpoint = null } : null,
                Tuning = MayTune(section) ? new { settings.StudentSeed, Data = Training.DataSettings(settings) } : null,
            },
            inputs)
        {
            Outside = section.Int8 ? Networks.FileDigests("quantize.ranges", section.Ranges) : new Dictionary<string, string>(),
            Seed = settings.Recipe.Seed,
        };
    }

    public StageProducts Run(StageContext context)
    {
        var section = context.Settings.Recipe.Quantize;
        var fp32 = new PrecisionEntry { Precision = Precisions.Float32, Stage = StageNames.Export, File = ExportStage.ModelFile };
        var outputs = Outputs.Deterministic(PrecisionsFile);
        if (!IsAskedFor(section))
            return Products(context, new PrecisionList([fp32], "no quantization asked for"), outputs, []);

        using var train = TrainingPart.Open(context);
        using var validation = PackedImages.Open(context.Input(StageNames.Data, DataPreparation.ValidationFile), verify: false);
        using var calibration = SelectedImages.Stratified(train, section.Images, RunSettings.DeriveSeed(context.Settings.Recipe.Seed, "calibration"));
        var model = OnnxFile.Load(context.Input(StageNames.Export, ExportStage.ModelFile));
        var prepared = GraphPreparation.Prepare(model);
        var trials = new QuantizationTrials(prepared, calibration, validation, context) { Given = GivenRanges(context, prepared) };
        var floatTop1 = trials.Top1(model);
        Tell(context, "float", floatTop1);

        var forms = new SmallerForms(context, floatTop1);
        var figures = new JsonObject { ["floatValidationTop1"] = floatTop1 };
        if (section.Int8)
            Quantize(context, trials, forms, calibration, validation, figures);
        if (section.Fp16)
            Halve(model, trials, forms);
        if (section.Int8Weights)
            forms.Add(Precisions.Int8Weights, WeightsFile, WeightOnlyQuantizer.Quantize(model), trials);

        if (section.Int8)
            outputs.Add(CalibrationRanges.FileName, OutputKind.Deterministic);
        foreach (var entry in forms.Kept)
            outputs.Add(entry.File, OutputKind.Deterministic);
        return Products(context, new PrecisionList([fp32 with { ValidationTop1 = floatTop1 }, .. forms.Kept], forms.Decision), outputs, figures);
    }

    private static bool IsAskedFor(QuantizeSection section) => section.Int8 || section.Fp16 || section.Int8Weights;

    private static CalibrationRanges? GivenRanges(StageContext context, ModelProto prepared) =>
        context.Settings.Recipe.Quantize is { Int8: true, Ranges: { } path }
            ? CalibrationRanges.Load(path, ModelDigest(context), DataDigest(context), QuantizableTensors.Of(prepared))
            : null;

    private static string ModelDigest(StageContext context) => context.DigestOf(StageNames.Export, ExportStage.ModelFile);

    private static string DataDigest(StageContext context) => TrainingPart.Digest(context);

    private static bool MayTune(QuantizeSection section) => section is { Int8: true, Tuning.Epochs: > 0 };

    private static void Quantize(
        StageContext context, QuantizationTrials trials, SmallerForms forms, IImageSet calibration, IImageSet validation, JsonObject figures)
    {
        var section = context.Settings.Recipe.Quantize;
        var limits = new RecoveryLimits(section.MaxDropPoints, section.BiasCorrection, section.MaxFloatShare);
        var result = AccuracyRecovery.Run(
            trials, limits, forms.FloatTop1, step => Tell(context, step.Name, step.After, step.Kept), MayTune(section) ? Tune : null);
        var ranges = result.Trials == trials ? trials.Given : null;
        (ranges ?? new CalibrationRanges
        {
            Method = result.Method,
            Images = calibration.Count,
            ModelSha256 = result.Trials == trials ? ModelDigest(context) : Convert.ToHexStringLower(SHA256.HashData(result.Trials.Prepared.ToByteArray())),
            DataSha256 = DataDigest(context),
            Ranges = result.Options.Ranges,
        }).Save(context.Output(CalibrationRanges.FileName));

        figures["int8ValidationTop1"] = result.Top1;
        figures["calibration"] = result.Method;
        figures["steps"] = JsonSerializer.SerializeToNode(result.Steps, JsonText.Indented);
        figures["layers"] = LayerFigures.Of(result);
        forms.Add(Precisions.Int8, Int8File, QdqQuantizer.Quantize(result.Trials.Prepared, result.Options), result.Top1, [.. result.Needed]);

        TunedTrials Tune()
        {
            var tuned = StudentTuning.Run(context, section.Tuning, section.WeightBits);
            return new TunedTrials(tuned.Step, new QuantizationTrials(GraphPreparation.Prepare(tuned.Model), calibration, validation, context));
        }
    }

    private static void Halve(ModelProto model, QuantizationTrials trials, SmallerForms forms)
    {
        if (trials.LargestActivation() is { Magnitude: > HalfPrecision.Largest } largest)
        {
            forms.Refuse(
                string.Create(CultureInfo.InvariantCulture, $"{Precisions.Float16} ends at {HalfPrecision.Largest:N0}, and node '{largest.Node}' gives {largest.Magnitude:N0} on the calibration images"),
                $"leave out quantize.{Precisions.Float16} and ship {Precisions.Int8} or {Precisions.Float32}");
            return;
        }

        forms.Add(Precisions.Float16, HalfFile, HalfPrecision.Convert(model), trials);
    }

    private static void Tell(StageContext context, string what, double top1, bool kept = true) => context.Report(null, string.Create(
        CultureInfo.InvariantCulture, $"{what}: top-1 {top1:P2} on validation{(kept ? "" : ", not kept")}"), isMilestone: true);

    private static StageProducts Products(
        StageContext context, PrecisionList precisions, IReadOnlyDictionary<string, OutputKind> outputs, JsonObject figures)
    {
        precisions.Save(context.Output(PrecisionsFile));
        figures["precisions"] = new JsonArray([.. precisions.Precisions.Select(entry => JsonValue.Create(entry.Precision))]);
        figures["decision"] = precisions.Decision;
        return new StageProducts
        {
            Outputs = outputs,
            Summary = $"{precisions.Decision}: ships {string.Join(", ", precisions.Precisions.Select(entry => entry.Precision))}",
            Figures = figures,
        };
    }
}
