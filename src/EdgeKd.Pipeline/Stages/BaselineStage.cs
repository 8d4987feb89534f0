using EdgeKd.Data;
using EdgeKd.Edge;
using EdgeKd.Pipeline.Quantizing;
using EdgeKd.Pipeline.Running;
using EdgeKd.Pipeline.Store;
using EdgeKd.Release;

namespace EdgeKd.Pipeline.Stages;

/// <summary>Measures the released model beside the candidate: latency and memory in paired blocks, and where the test set is another than
/// at its release, its answers to the new one. A model that was chosen long ago chooses nothing by the test set, so its answers are no
/// further use of it.</summary>
internal sealed class BaselineStage : IStage
{
    public string Name => StageNames.Baseline;

    public int Version => 1;

    public bool MeasuresTime => true;

    public string? NotNeeded(RunSettings settings) => GateStage.Undecided(() => BaselineFolder.Load(settings.BaselineFolder)) is null
        ? $"nothing is released in {settings.BaselineFolder}, so there is nothing to measure beside the model: it is a first release"
        : null;

    public StagePlan Plan(RunSettings settings)
    {
        var baseline = GateStage.Undecided(() => Released(settings));
        return new StagePlan(
            new { settings.Recipe.Profile, settings.Recipe.Validate.Threads, settings.Recipe.Data.Normalize },
            [.. PrecisionList.Inputs, new(StageNames.Data, DataPreparation.TestFile)])
        {
            Outside = baseline.Manifest.Files.ToDictionary(file => $"baseline/{file.Path}", file => file.Sha256),
            Seed = settings.StudentSeed,
        };
    }

    public StageProducts Run(StageContext context) => GateStage.Undecided(() =>
    {
        var baseline = Released(context.Settings);
        var testSet = context.DigestOf(StageNames.Data, DataPreparation.TestFile);
        using var test = PackedImages.Open(context.Input(StageNames.Data, DataPreparation.TestFile), verify: false);
        var askAgain = baseline.Evidence.TestSetSha256 != testSet;
        var shipped = PrecisionList.Load(context).Precisions;
        var common = shipped.Where(model => baseline.Released(model.Precision) is not null).ToArray();
        var evidence = new BaselineEvidence
        {
            Version = baseline.Evidence.Version,
            TestSetSha256 = testSet,
            AskedAgain = askAgain,
            Models = [.. common.Select((model, i) =>
                new ReleasedModel(context, baseline, model, test).Measure(askAgain, (double)i / common.Length, 1.0 / common.Length))],
        };
        evidence.Save(context.Output(BaselineEvidence.FileName));
        return new StageProducts
        {
            Outputs = Outputs.Deterministic().And(BaselineEvidence.FileName, OutputKind.Measured),
            Summary = BaselineSummary.Line(evidence),
            Figures = BaselineSummary.Figures(evidence),
        };
    });

    private static ReleasedBaseline Released(RunSettings settings) => BaselineFolder.Load(settings.BaselineFolder)
        ?? throw new InvalidDataException($"{settings.BaselineFolder}: nothing is released there any more; run the stage gate again, which then decides a first release.");
}
