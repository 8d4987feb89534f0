using System.Text;
using System.Text.Json.Nodes;
using EdgeKd.Pipeline.Quantizing;
using EdgeKd.Pipeline.Running;
using EdgeKd.Pipeline.Store;
using EdgeKd.Release;

namespace EdgeKd.Pipeline.Stages;

/// <summary>Decides whether the model may be released. A refusal is an output like a pass: whoever reads it decides what follows.</summary>
internal sealed class GateStage : IStage
{
    public string Name => StageNames.Gate;

    public int Version => 4;

    public bool MayReadMeasured => true;

    public StagePlan Plan(RunSettings settings)
    {
        var outside = new Dictionary<string, string> { ["policy"] = settings.Policy.Sha256 };
        // Read before anything runs: a damaged baseline is better known before the training than after it.
        if (Undecided(() => BaselineFolder.Load(settings.BaselineFolder)) is { } baseline)
        {
            outside["baseline"] = baseline.Manifest.Files.First(file => file.Path == ValidationEvidence.FileName).Sha256;
            outside["baselineVerdict"] = baseline.Manifest.Files.First(file => file.Path == Verdict.FileName).Sha256;
        }
        return new StagePlan(
            new { settings.Recipe.Profile },
            [.. PrecisionList.Inputs, new(StageNames.Validate, ValidationEvidence.FileName)])
        {
            Outside = outside,
            Seed = settings.StudentSeed,
        };
    }

    public StageProducts Run(StageContext context)
    {
        var verdict = Decide(context);
        verdict.Save(context.Output(Verdict.FileName));
        AtomicFile.WriteAllText(context.Output(GatePolicy.BundledFileName), Encoding.UTF8.GetString(context.Settings.Policy.ToBytes()));
        return new StageProducts
        {
            Outputs = Outputs.Deterministic(GatePolicy.BundledFileName).And(Verdict.FileName, OutputKind.Measured),
            Summary = SummaryOf(verdict),
            Figures = new JsonObject
            {
                ["outcome"] = verdict.Outcome.ToString(),
                ["rules"] = verdict.Rules.Count,
                ["failed"] = Count(verdict, RuleOutcome.Fail),
                ["inconclusive"] = Count(verdict, RuleOutcome.Inconclusive),
                ["warnings"] = Count(verdict, RuleOutcome.Warn),
            },
        };
    }

    private static string SummaryOf(Verdict verdict)
    {
        var leftOut = verdict.LeftOut.Count > 0 ? $", {string.Join(", ", verdict.LeftOut)} left out" : "";
        var warnings = Count(verdict, RuleOutcome.Warn) is > 0 and var warned ? $", {warned} warned of" : "";
        var against = verdict.FirstRelease ? "first release" : $"against {verdict.BaselineVersion}";
        return verdict.Outcome switch
        {
            VerdictOutcome.Fail => $"refused, {Count(verdict, RuleOutcome.Fail)} of {verdict.Rules.Count} rules broken",
            VerdictOutcome.Inconclusive => $"undecided, {Count(verdict, RuleOutcome.Inconclusive)} of {verdict.Rules.Count} rules open",
            _ => $"pass, {Count(verdict, RuleOutcome.Pass)} rules kept{warnings}{leftOut} ({against})",
        };
    }

    private static int Count(Verdict verdict, RuleOutcome outcome) => verdict.Rules.Count(rule => rule.Outcome == outcome);

    private static Verdict Decide(StageContext context) => Undecided(() => ReleaseGate.Decide(new GateCase
    {
        Policy = context.Settings.Policy,
        Candidate = ValidationEvidence.Load(context.Input(StageNames.Validate, ValidationEvidence.FileName)),
        Baseline = BaselineFolder.Load(context.Settings.BaselineFolder),
        Today = DateOnly.FromDateTime(DateTime.UtcNow),
        ModelDigests = PrecisionList.Load(context).Precisions.ToDictionary(shipped => shipped.Precision, shipped => context.DigestOf(shipped.Stage, shipped.File)),
    }));

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
