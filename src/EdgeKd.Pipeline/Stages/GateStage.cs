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
        // Read before anything runs: a damaged baseline is better known before the training than after it.
        if (Undecided(() => ReleaseRegistry.Open(settings.ReleasesFolder).Current()) is { } baseline)
        {
            outside["baseline"] = baseline.Sha256;
            if (baseline.RolledBackFrom is { } higher)
                outside["baselineRolledBackFrom"] = FileDigest.OfText(higher);
        }
        return new StagePlan(
            new { settings.Recipe.Gate, settings.Recipe.Profile },
            [new(StageNames.Validate, ValidationEvidence.FileName)])
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

    private static Verdict Decide(GateThresholds thresholds, StageContext context) => Undecided(() => ReleaseGate.Decide(
        thresholds,
        ValidationEvidence.Load(context.Input(StageNames.Validate, ValidationEvidence.FileName)),
        ReleaseRegistry.Open(context.Settings.ReleasesFolder).Current()));

    private static T Undecided<T>(Func<T> read)
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
