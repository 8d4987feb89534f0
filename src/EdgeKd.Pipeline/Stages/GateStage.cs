using System.Globalization;
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
            .. CandidateEvidence.Inputs(settings),
            new(StageNames.Data, DataPreparation.ValidationFile),
        ];
        // Read before anything runs: a damaged baseline is better known before the training than after it.
        var releases = ReleaseRegistry.Open(settings.ReleasesFolder);
        if (Undecided(releases.Current) is { } baseline)
        {
            outside["baseline"] = baseline.Sha256;
            if (baseline.RolledBackFrom is { } higher)
                outside["baselineRolledBackFrom"] = FileDigest.OfText(higher);
            inputs.Add(new(StageNames.Baseline, BaselineEvidence.FileName));
            outside["earlierModels"] = FileDigest.OfText(string.Join(' ', Undecided(releases.EarlierModels).Keys.Order(StringComparer.Ordinal)));
        }
        if (settings.Waivers() is { Valid: { Count: > 0 } valid })
            outside["waivers"] = FileDigest.OfText(string.Join('\n', valid.Select(waiver => waiver.Signature)));
        return new StagePlan(new { settings.Recipe.Profile }, inputs)
        {
            Outside = outside,
            Seed = settings.StudentSeed,
        };
    }

    public StageProducts Run(StageContext context)
    {
        var waivers = context.Settings.Waivers();
        foreach (var waiver in waivers.Expired)
            context.Note(string.Create(CultureInfo.InvariantCulture, $"the waiver of '{waiver.Rule}' by {waiver.Owner} expired on {waiver.Until:yyyy-MM-dd} and does not count; sign a new one or take it out of {WaiverFile.FileName}"));
        var gate = Undecided(() => Case(context, waivers.Valid));
        var verdict = Undecided(() => ReleaseGate.Decide(gate));
        // Who has the bundle alone can decide again what passed, but not look into models that were refused.
        if (verdict.Outcome == VerdictOutcome.Fail)
            verdict = verdict with { Causes = [.. verdict.Causes.Concat(Diagnose(context, verdict, gate.Baseline)).DistinctBy(cause => cause.Code)] };
        foreach (var waiver in waivers.Valid.Where(waiver => verdict.Rules.All(rule => rule.Title != waiver.Rule)))
            context.Note($"the waiver of '{waiver.Rule}' by {waiver.Owner} names no rule of the verdict, so that it does nothing; copy the rule's title from the verdict");
        File.WriteAllBytes(context.Output(GatePolicy.BundledFileName), gate.Policy.ToBytes());
        GateInputs.Of(gate).Save(context.Output(GateInputs.FileName));
        verdict.Save(context.Output(Verdict.FileName));
        return new StageProducts
        {
            Outputs = Outputs.Deterministic(GatePolicy.BundledFileName).And(Verdict.FileName, OutputKind.Measured).And(GateInputs.FileName, OutputKind.Measured),
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
        var against = verdict.FirstRelease ? "first release" : $"against {verdict.BaselineVersion}{(verdict.BaselineRolledBackFrom is { } higher ? $", rolled back from {higher}" : "")}";
        return verdict.Outcome switch
        {
            VerdictOutcome.Fail => $"refused, {Count(verdict, RuleOutcome.Fail)} of {verdict.Rules.Count} rules broken",
            VerdictOutcome.Inconclusive => $"undecided, {Count(verdict, RuleOutcome.Inconclusive)} of {verdict.Rules.Count} rules open",
            _ => $"pass, {Count(verdict, RuleOutcome.Pass)} rules kept{warnings}{leftOut} ({against})",
        };
    }

    private static int Count(Verdict verdict, RuleOutcome outcome) => verdict.Rules.Count(rule => rule.Outcome == outcome);

    private static GateCase Case(StageContext context, IReadOnlyList<Waiver> waivers)
    {
        var releases = ReleaseRegistry.Open(context.Settings.ReleasesFolder);
        var baseline = releases.Current();
        var candidate = CandidateEvidence.Load(context);
        return new()
        {
            Policy = context.Settings.Policy,
            Candidate = candidate,
            Baseline = baseline,
            Beside = baseline is null ? null : Beside(context, candidate),
            Waivers = waivers,
            Today = context.Settings.Today,
            ModelDigests = PrecisionList.Load(context).Precisions.ToDictionary(entry => entry.Precision, entry => context.DigestOf(entry.Stage, entry.File)),
            EarlierModels = releases.EarlierModels(),
        };
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
