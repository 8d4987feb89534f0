using System.Text.Json.Nodes;
using EdgeKd.Data;
using EdgeKd.Edge;
using EdgeKd.Edge.Targets;
using EdgeKd.Edge.Targets.Measuring;
using EdgeKd.Edge.Targets.Parity;
using EdgeKd.Pipeline.Quantizing;
using EdgeKd.Pipeline.Recipes;
using EdgeKd.Pipeline.Running;
using EdgeKd.Pipeline.Store;
using EdgeKd.Pipeline.Targets;
using EdgeKd.Release;

namespace EdgeKd.Pipeline.Stages;

/// <summary>Measures the shipped model in each precision on the recipe's targets other than this machine, on the test images that the stage
/// validate has counted. A target that fails is an output like one that answers: what follows is the gate's to decide.</summary>
internal sealed class TargetsStage : IStage
{
    /// <summary>Images in profile quick where a whole test set takes long.</summary>
    private const int QuickImages = 256;

    /// <summary>Runs and seconds in profile quick where they say little.</summary>
    private static readonly LatencyOptions EmulatedLatency = new() { WarmUpRuns = 2, MinRuns = 16, MinSeconds = 0 };

    public string Name => StageNames.Targets;

    public int Version => 1;

    public bool MeasuresTime => true;

    public bool MayReadMeasured => true;

    /// <summary>The recipe's targets other than this machine.</summary>
    public static IReadOnlyList<TargetSection> Others(RunSettings settings) => [.. settings.Recipe.Validate.Targets.Where(target => !target.IsMeasuring)];

    public string? NotNeeded(RunSettings settings) => Others(settings).Count == 0
        ? "the recipe names no target but this machine; add some to validate.targets"
        : null;

    public StagePlan Plan(RunSettings settings) => new(
        new { settings.Recipe.Profile, Validate = settings.Recipe.Validate with { Slices = null }, settings.Recipe.Data.Normalize },
        [
            .. PrecisionList.Inputs,
            new(StageNames.Validate, ValidationEvidence.FileName),
            new(StageNames.Data, DataPreparation.TestFile),
        ])
    {
        Outside = TargetFactory.ProgramDigests(Others(settings).Select(target => target.Kind)),
        Seed = settings.StudentSeed,
    };

    public StageProducts Run(StageContext context)
    {
        var local = ValidationEvidence.Load(context.Input(StageNames.Validate, ValidationEvidence.FileName));
        var kept = new KeptTargets(context.WorkFolder, local);
        var sections = Others(context.Settings);
        var measured = sections.Select(section => kept.Find(section.Name)).ToArray();
        TargetSection[] open = [.. sections.Where((_, i) => measured[i] is null)];
        if (open.Length > 0)
        {
            var fresh = Measure(context, open, local, kept);
            measured = [.. sections.Select((section, i) => measured[i] ?? fresh.Single(target => target.Name == section.Name))];
        }
        var evidence = new TargetsEvidence { TestSetSha256 = local.TestSetSha256, Targets = [.. measured.OfType<TargetEvidence>()] };
        evidence.Save(context.Output(TargetsEvidence.FileName), local);
        return new StageProducts
        {
            Outputs = Outputs.Deterministic().And(TargetsEvidence.FileName, OutputKind.Measured),
            Summary = TargetsSummary.Line(evidence),
            Figures = TargetsSummary.Figures(evidence),
        };
    }

    private static IReadOnlyList<TargetEvidence> Measure(StageContext context, IReadOnlyList<TargetSection> sections, ValidationEvidence local, KeptTargets kept)
    {
        var plans = new TargetPlans(context);
        var targets = new List<(ITarget Target, TargetPlan Plan)>();
        var places = new Dictionary<string, IReadOnlyList<int>?>();
        var done = new List<TargetEvidence>();
        try
        {
            foreach (var section in sections)
            {
                var (plan, chosen) = plans.Of(section, ImagesOf(section, context.Settings), LatencyOf(section, context.Settings));
                targets.Add((RecipeTarget.Open(section), plan));
                places.Add(section.Name, chosen);
            }
            TargetMeasurement.Run(targets, new Relay<string>(line => context.Report((double)done.Count / sections.Count, line)), Take, context.Cancellation);
            return done;
        }
        finally
        {
            targets.ForEach(target => target.Target.Dispose());
        }

        void Take(TargetOutcome outcome)
        {
            var evidence = OutcomeEvidence.Of(outcome, places[outcome.Name], local);
            done.Add(evidence);
            foreach (var line in TargetsSummary.Notes(outcome))
                context.Note(line);
            // What failed is asked again by a run that was stopped meanwhile.
            if (outcome.Failure is null)
                kept.Keep(evidence);
        }
    }

    /// <summary>The most test images that a target answers; null for all.</summary>
    internal static int? ImagesOf(TargetSection section, RunSettings settings) => section.Images
        ?? (settings.Recipe.Profile == Profiles.Quick && TargetKinds.IsSlow(section.Kind) ? QuickImages : null);

    /// <summary>How long its latency is measured.</summary>
    internal static LatencyOptions LatencyOf(TargetSection section, RunSettings settings) => section.Kind == TargetKinds.QemuArm64
        ? EmulatedLatency
        : ShippedLatency.OptionsOf(settings.Recipe.Validate, settings.Recipe.Profile);
}
