using System.Text.Json.Nodes;
using EdgeKd.Pipeline.Running;
using EdgeKd.Pipeline.Store;
using EdgeKd.Release;

namespace EdgeKd.Pipeline.Stages;

/// <summary>Decides whether the model may be released. A refusal is an output like a pass: whoever reads it decides what follows.</summary>
internal sealed class GateStage : IStage
{
    public string Name => StageNames.Gate;

    public int Version => 3;

    public bool MayReadMeasured => true;

    public StagePlan Plan(RunSettings settings)
    {
        var outside = new Dictionary<string, string>();
        List<StageInput> inputs = [new(StageNames.Validate, ValidationEvidence.FileName)];
        // Read before anything runs: a damaged baseline is better known before the training than after it.
        if (Undecided(() => BaselineFolder.Load(settings.BaselineFolder)) is { } baseline)
        {
            outside["baseline"] = baseline.Manifest.Files.First(file => file.Path == ValidationEvidence.FileName).Sha256;
            outside["baselineVerdict"] = baseline.Manifest.Files.First(file => file.Path == Verdict.FileName).Sha256;
            inputs.Add(new(StageNames.Baseline, BaselineEvidence.FileName));
        }
        return new StagePlan(new { settings.Recipe.Gate, settings.Recipe.Profile }, inputs)
        {
            Outside = outside,
            Seed = settings.StudentSeed,
        };
    }

    public StageProducts Run(StageContext context)
    {
        var gate = context.Settings.Recipe.Gate;
        var thresholds = new GateThresholds
        {
            MinTop1 = gate.MinTop1,
            MaxTop1DropPoints = gate.MaxTop1DropPoints,
            MaxTeacherGapPoints = gate.MaxTeacherGapPoints,
            MaxLatencyP90Ms = gate.MaxLatencyP90Ms,
            MaxSizeBytes = gate.MaxSizeBytes,
            MaxInt8DropPoints = gate.MaxInt8DropPoints,
            AnyPrecision = gate.Require == "any",
            MaxFloatIslands = gate.MaxFloatIslands,
        };
        var verdict = Decide(thresholds, context);
        verdict.Save(context.Output(Verdict.FileName));
        var failed = verdict.Rules.Count(rule => !rule.Passed);
        var leftOut = verdict.LeftOut.Count > 0 ? $", {string.Join(", ", verdict.LeftOut)} left out" : "";
        return new StageProducts
        {
            Outputs = Outputs.Deterministic().And(Verdict.FileName, OutputKind.Measured),
            Summary = verdict.Outcome == VerdictOutcome.Pass
                ? $"pass, {verdict.Rules.Count - failed} rules kept{leftOut} ({(verdict.FirstRelease ? "first release" : $"against {verdict.BaselineVersion}")})"
                : $"refused, {failed} of {verdict.Rules.Count} rules broken",
            Figures = new JsonObject { ["outcome"] = verdict.Outcome.ToString(), ["rules"] = verdict.Rules.Count, ["failed"] = failed },
        };
    }

    private static Verdict Decide(GateThresholds thresholds, StageContext context) => Undecided(() =>
    {
        var candidate = ValidationEvidence.Load(context.Input(StageNames.Validate, ValidationEvidence.FileName));
        var baseline = BaselineFolder.Load(context.Settings.BaselineFolder);
        if (baseline is not null)
        {
            var beside = context.Input(StageNames.Baseline, BaselineEvidence.FileName);
            BaselineEvidence.Load(beside).RequireBeside(candidate, beside);
        }
        return ReleaseGate.Decide(thresholds, candidate, baseline);
    });

    /// <summary>Reads what the gate decides by.</summary>
    /// <exception cref="GateUndecidedException">It cannot be read.</exception>
    internal static T Undecided<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidDataException e)
        {
            throw new GateUndecidedException($"the gate cannot decide: {e.Message}", e);
        }
    }
}
