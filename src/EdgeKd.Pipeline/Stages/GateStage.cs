using System.Globalization;
using System.Text.Json.Nodes;
using EdgeKd.Pipeline.Quantizing;
using EdgeKd.Pipeline.Recipes;
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
        var outside = new Dictionary<string, string>();
        // Read before anything runs: a damaged baseline is better known before the training than after it.
        var releases = ReleaseRegistry.Open(settings.ReleasesFolder);
        if (Undecided(releases.Current) is { } baseline)
        {
            outside["baseline"] = baseline.Sha256;
            if (baseline.RolledBackFrom is { } higher)
                outside["baselineRolledBackFrom"] = FileDigest.OfText(higher);
            outside["earlierModels"] = FileDigest.OfText(string.Join(' ', Undecided(releases.EarlierModels).Keys.Order(StringComparer.Ordinal)));
        }
        if (settings.Waivers() is { Valid: { Count: > 0 } valid })
            outside["waivers"] = FileDigest.OfText(string.Join('\n', valid.Select(waiver => waiver.Signature)));
        return new StagePlan(
            new { Gate = settings.Recipe.Gate with { Trust = null }, settings.Recipe.Profile },
            [new(StageNames.Validate, ValidationEvidence.FileName), .. PrecisionList.Inputs])
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
        var verdict = ReleaseGate.Decide(gate);
        File.WriteAllBytes(context.Output(GatePolicy.BundledFileName), gate.Policy.ToBytes());
        GateInputs.Of(gate).Save(context.Output(GateInputs.FileName));
        verdict.Save(context.Output(Verdict.FileName));
        var failed = verdict.Rules.Count(rule => !rule.Passed);
        var leftOut = verdict.LeftOut.Count > 0 ? $", {string.Join(", ", verdict.LeftOut)} left out" : "";
        return new StageProducts
        {
            Outputs = Outputs.Deterministic(GatePolicy.BundledFileName).And(Verdict.FileName, OutputKind.Measured).And(GateInputs.FileName, OutputKind.Measured),
            Summary = verdict.Outcome == VerdictOutcome.Pass
                ? $"pass, {verdict.Rules.Count - failed} rules kept{leftOut} ({(verdict.FirstRelease ? "first release" : $"against {verdict.BaselineVersion}{(verdict.BaselineRolledBackFrom is { } higher ? $", rolled back from {higher}" : "")}")})"
                : $"refused, {failed} of {verdict.Rules.Count} rules broken",
            Figures = new JsonObject { ["outcome"] = verdict.Outcome.ToString(), ["rules"] = verdict.Rules.Count, ["failed"] = failed },
        };
    }

    private static GateCase Case(StageContext context, IReadOnlyList<Waiver> waivers)
    {
        var releases = ReleaseRegistry.Open(context.Settings.ReleasesFolder);
        return new()
        {
            Policy = PolicyOf(context.Settings.Recipe.Gate),
            Candidate = ValidationEvidence.Load(context.Input(StageNames.Validate, ValidationEvidence.FileName)),
            Baseline = releases.Current(),
            Waivers = waivers,
            Today = context.Settings.Today,
            ModelDigests = PrecisionList.Load(context).Precisions.ToDictionary(entry => entry.Precision, entry => context.DigestOf(entry.Stage, entry.File)),
            EarlierModels = releases.EarlierModels(),
        };
    }

    /// <summary>The recipe's limits as rules.</summary>
    private static GatePolicy PolicyOf(GateSection gate)
    {
        var rules = new List<PolicyRule>();
        void Add(double? limit, Func<double, PolicyRule> rule)
        {
            if (limit is { } number)
                rules.Add(rule(number));
        }
        Add(gate.MinTop1, limit => new() { Metric = GateMetrics.Top1, AtLeast = limit });
        Add(gate.MaxTop1DropPoints, limit => new() { Metric = GateMetrics.Top1, Against = "released", Margin = limit });
        Add(gate.MaxTeacherGapPoints, limit => new() { Metric = GateMetrics.Top1, Against = "teacher", Margin = limit });
        Add(gate.MaxInt8DropPoints, limit => new() { Metric = GateMetrics.Top1, Against = "float", Margin = limit });
        Add(gate.MaxLatencyP90Ms, limit => new() { Metric = GateMetrics.LatencyP90Ms, AtMost = limit });
        Add(gate.MaxSizeBytes, limit => new() { Metric = GateMetrics.SizeBytes, AtMost = limit });
        Add(gate.MaxFloatIslands, limit => new() { Metric = GateMetrics.FloatIslands, AtMost = limit });
        return new GatePolicy { Require = gate.Require, Rules = rules };
    }

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
