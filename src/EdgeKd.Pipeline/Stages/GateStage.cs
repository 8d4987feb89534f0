using System.Text;
using System.Text.Json.Nodes;
using EdgeKd.Data;
using EdgeKd.Pipeline.Diagnosing;
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
        List<StageInput> inputs =
        [
            .. PrecisionList.Inputs,
            new(StageNames.Validate, ValidationEvidence.FileName),
            new(StageNames.Data, DataPreparation.ValidationFile),
        ];
        // Read before anything runs: a damaged baseline is better known before the training than after it.
        if (Undecided(() => BaselineFolder.Load(settings.BaselineFolder)) is { } baseline)
        {
            outside["baseline"] = baseline.Manifest.Files.First(file => file.Path == ValidationEvidence.FileName).Sha256;
            outside["baselineVerdict"] = baseline.Manifest.Files.First(file => file.Path == Verdict.FileName).Sha256;
            inputs.Add(new(StageNames.Baseline, BaselineEvidence.FileName));
        }
        return new StagePlan(new { settings.Recipe.Profile }, inputs)
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

    private static Verdict Decide(StageContext context)
    {
        var baseline = Undecided(() => BaselineFolder.Load(context.Settings.BaselineFolder));
        var verdict = Undecided(() =>
        {
            var candidate = ValidationEvidence.Load(context.Input(StageNames.Validate, ValidationEvidence.FileName));
            return ReleaseGate.Decide(new GateCase
            {
                Policy = context.Settings.Policy,
                Candidate = candidate,
                Baseline = baseline,
                Beside = baseline is null ? null : Beside(context, candidate),
                Today = DateOnly.FromDateTime(DateTime.UtcNow),
                ModelDigests = PrecisionList.Load(context).Precisions.ToDictionary(shipped => shipped.Precision, shipped => context.DigestOf(shipped.Stage, shipped.File)),
            });
        });
        return verdict with { Causes = [.. verdict.Causes.Concat(Diagnose(context, verdict, baseline)).DistinctBy(cause => cause.Code)] };
    }

    private static BaselineEvidence Beside(StageContext context, ValidationEvidence candidate)
    {
        var path = context.Input(StageNames.Baseline, BaselineEvidence.FileName);
        var beside = BaselineEvidence.Load(path);
        beside.RequireBeside(candidate, path);
        return beside;
    }

    /// <summary>What the models themselves tell of broken rules; on validation images, so that the test set stays unused.</summary>
    private static IReadOnlyList<Cause> Diagnose(StageContext context, Verdict verdict, ReleasedBaseline? baseline)
    {
        var shipped = PrecisionList.Load(context).Precisions;
        using var images = PackedImages.Open(context.Input(StageNames.Data, DataPreparation.ValidationFile), verify: false);
        DiagnosedModel[] models = [.. shipped.Select((model, i) => new DiagnosedModel
        {
            Precision = model.Precision,
            Path = model.PathIn(context),
            FloatPath = i == 0 ? null : shipped[0].PathIn(context),
            ReleasedPath = baseline?.Manifest.Models.FirstOrDefault(released => released.Precision == model.Precision) is { } released
                ? Path.Combine(baseline.Folder, released.File)
                : null,
        })];
        return ModelDiagnosis.Of(verdict, models, images, context.Settings.Normalization, context.Settings.Threads, context.Cancellation);
    }

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
