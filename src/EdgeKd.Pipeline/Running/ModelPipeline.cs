using EdgeKd.Data;
using EdgeKd.Pipeline.Locking;
using EdgeKd.Pipeline.Preflighting;
using EdgeKd.Pipeline.Recipes;
using EdgeKd.Pipeline.Stages;
using EdgeKd.Pipeline.Store;
using EdgeKd.Pipeline.Targets;
using EdgeKd.Release;

namespace EdgeKd.Pipeline.Running;

/// <summary>The chain of stages of one recipe, over the artifact store: a stage runs when its outputs are not there yet.</summary>
/// <remarks>For one thread.</remarks>
public sealed class ModelPipeline
{
    private static readonly IReadOnlyDictionary<string, IStage> Stages = new IStage[]
    {
        new DataStage(), new PreflightStage(), new TeacherStage(), new CacheStage(), new DistillStage(), new ExtractStage(), new ExportStage(), new QuantizeStage(),
        new ValidateStage(), new TargetsStage(), new BaselineStage(), new GateStage(), new ReportStage(), new PackageStage(),
    }.ToDictionary(stage => stage.Name);

    private readonly Dictionary<string, StoredStage> _done = [];
    private readonly List<StageOutcome> _outcomes = [];
    private readonly RunSettings _settings;
    private readonly ArtifactStore _store;
    private readonly IPipelineObserver _observer;
    private bool _preflighted;

    internal ModelPipeline(RunSettings settings, IPipelineObserver observer)
    {
        _settings = settings;
        _store = new ArtifactStore(settings.ArtifactsFolder, settings.Recipe.Name);
        _observer = observer;
    }

    /// <summary>Opens a recipe.</summary>
    /// <param name="recipePath">The recipe file.</param>
    /// <param name="options">What the run adds to it.</param>
    /// <param name="observer">Watches the run.</param>
    /// <exception cref="RecipeException">The recipe cannot be followed.</exception>
    /// <exception cref="ArgumentException">The options do not fit the recipe.</exception>
    public static ModelPipeline Open(string recipePath, PipelineOptions options, IPipelineObserver observer) =>
        new(RunSettings.From(RecipeFile.Load(recipePath), recipePath, options), observer);

    /// <summary>The recipe, with what the options changed.</summary>
    public Recipe Recipe => _settings.Recipe;

    /// <summary>The releases that the model is compared with, and that it may join.</summary>
    public ReleaseRegistry Releases => ReleaseRegistry.Open(_settings.ReleasesFolder);

    /// <summary>Whether a key signs the bundle.</summary>
    public bool Signs => _settings.Signer is not null;

    /// <summary>Says before anything runs, not after, that the recipe's version cannot be the next release.</summary>
    /// <exception cref="InvalidDataException">It is released already, or lower than the present one, or the releases are damaged.</exception>
    public void RequirePromotable() => Releases.RequireFree(Recipe.Version, $"the recipe of {Recipe.Name}", allowLower: false);

    /// <summary>Makes a bundle that this run packed and signed a release.</summary>
    /// <param name="bundlePath">The bundle.</param>
    /// <exception cref="InvalidOperationException">The run signs nothing.</exception>
    /// <exception cref="InvalidDataException">As for <see cref="ReleaseRegistry.Promote"/>.</exception>
    /// <exception cref="IOException">As for <see cref="ReleaseRegistry.Promote"/>.</exception>
    public PromotionResult Promote(string bundlePath)
    {
        var signer = _settings.Signer ?? throw new InvalidOperationException("The run has no key.");
        var own = TrustedKeys.Of([new TrustedKey("the key of this run", signer.PublicKey)], "the key of this run");
        return Releases.Promote(bundlePath, new PromotionRequest { Authenticity = new TrustedSignatures(own, _settings.Today), Date = _settings.Today });
    }

    /// <summary>Whether the recipe keeps its teacher's answers to the training images.</summary>
    internal bool KeepsTeacher => TeacherCaching.IsOn(_settings);

    /// <summary>The labelled training images of the data stage.</summary>
    internal IImageSet OpenTraining(StoredStage data) => TrainingPart.Open(_settings, data.PathOf(TrainingPart.FileName(_settings)));

    /// <summary>Runs the chain up to a stage, or to the one before it where the chain goes without. What the gate refuses or cannot
    /// decide is reported and not packed.</summary>
    /// <param name="stage">One of <see cref="StageNames.All"/>.</param>
    /// <param name="ct">As for <see cref="Obtain"/>.</param>
    /// <returns>How it ended; a packed bundle lies in artifacts/ship as <c>&lt;name&gt;-&lt;version&gt;.zip</c>, the report in the folder
    /// <c>&lt;name&gt;-&lt;version&gt;</c> beside it.</returns>
    /// <exception cref="GateUndecidedException">The gate could not decide, because something it reads is damaged.</exception>
    /// <exception cref="PreflightRefusedException">Whatever the student learns, the gate would refuse it.</exception>
    public PipelineResult RunTo(string stage, CancellationToken ct)
    {
        while (Stages[stage].NotNeeded(_settings) is { } why)
        {
            _observer.Note($"{stage}: {why}");
            stage = StageNames.All.TakeWhile(name => name != stage).Last();
        }
        Verdict? verdict = null;
        string? report = null;
        if (stage is StageNames.Gate or StageNames.Report or StageNames.Package or StageNames.Preflight && Recipe.Preflight)
            RequireFeasible(ct);
        if (stage is StageNames.Gate or StageNames.Report or StageNames.Package)
        {
            var gate = Obtain(StageNames.Gate, ct);
            verdict = Verdict.Load(gate.PathOf(Verdict.FileName));
            var refused = verdict.Outcome is VerdictOutcome.Fail or VerdictOutcome.Inconclusive;
            if (refused || stage != StageNames.Gate)
                report = DeliverReport(Obtain(StageNames.Report, ct));
            if (refused)
                return new PipelineResult { Last = gate, Stages = _outcomes, Verdict = verdict, ReportPath = report };
        }
        var last = Obtain(stage, ct);
        return new PipelineResult
        {
            Last = last,
            Stages = _outcomes,
            Verdict = verdict,
            BundlePath = stage == StageNames.Package ? Deliver(last, PackageStage.BundleName(_settings.Recipe), "") : null,
            ReportPath = report,
        };
    }

    /// <summary>Makes the outputs of a stage, and before it of every stage that it reads from.</summary>
    /// <param name="stage">One of <see cref="StageNames.All"/>.</param>
    /// <param name="ct">Stops: a training at its next step, with a checkpoint, from which a later call goes on.</param>
    /// <returns>The outputs, checked.</returns>
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    /// <exception cref="InvalidDataException">Something read is damaged or does not fit; one line.</exception>
    /// <exception cref="IOException">Something cannot be read or written; one line.</exception>
    public StoredStage Obtain(string stage, CancellationToken ct)
    {
        if (_done.TryGetValue(stage, out var known))
            return known;
        var (work, plan, identity) = Prepare(stage, ct);
        if (stage == StageNames.Targets && _settings.TargetsAgain is { } again)
        {
            var local = ValidationEvidence.Load(_done[StageNames.Validate].PathOf(ValidationEvidence.FileName));
            _store.Reopen(identity, (former, folder) => KeptTargets.TakeAlong(former, local, folder, again), _observer.Note, ct);
        }
        var stored = _store.Obtain(identity, plan.Seed, workspace => RunStage(work, plan, workspace, ct), _observer.Note, ct);
        _done.Add(stage, stored);
        var outcome = new StageOutcome(
            stage, stored.Record.Key, stored.Cached, stored.Record.Seconds, stored.Record.Summary, stored.Folder, stored.Record.Figures);
        _outcomes.Add(outcome);
        _observer.Finished(outcome);
        return stored;
    }

    /// <summary>Whether another process makes the outputs of a stage at this moment. Makes what the stage reads from, as <see cref="Obtain"/> does.</summary>
    /// <param name="stage">One of <see cref="StageNames.All"/>.</param>
    /// <param name="ct">As for <see cref="Obtain"/>.</param>
    internal bool IsMadeElsewhere(string stage, CancellationToken ct) => _store.IsHeld(Prepare(stage, ct).Identity);

    /// <summary>Makes the data, and refuses before any training starts what student, teacher and method cannot do together.</summary>
    /// <param name="ct">As for <see cref="Obtain"/>.</param>
    /// <exception cref="ArgumentException">They do not fit; one line.</exception>
    internal void Preflight(CancellationToken ct)
    {
        if (_preflighted)
            return;
        var data = Obtain(StageNames.Data, ct);
        Networks.Preflight(_settings, data.PathOf(DataPreparation.ValidationFile));
        _preflighted = true;
    }

    /// <summary>Measures the untrained student, and refuses what no training can make pass the gate.</summary>
    private void RequireFeasible(CancellationToken ct)
    {
        // What does not fit together is known sooner than how long it takes.
        Preflight(ct);
        var data = Obtain(StageNames.Data, ct);
        var student = UntrainedStudent.Load(Obtain(StageNames.Preflight, ct).PathOf(UntrainedStudent.FileName));
        var feasibility = new PolicyFeasibility(_settings.Policy);
        var released = GateStage.Undecided(() => Releases.Current())?.ReleasedPrecisions ?? [];
        string[] faults =
        [
            .. feasibility.FaultsOf(student),
            .. feasibility.FaultsOn(student.Targets),
            .. feasibility.FaultsOfTestSet((int)data.Record.Figures["test"]!, [.. student.Models.Select(model => model.Precision)], [.. released]),
        ];
        if (faults.Length > 0)
            throw new PreflightRefusedException($"preflight: {string.Join("; ", faults.Take(1))}{(faults.Length > 1 ? $" ({faults.Length - 1} more)" : "")}");
    }

    private (IStage Work, StagePlan Plan, StageIdentity Identity) Prepare(string stage, CancellationToken ct)
    {
        if (stage is StageNames.Teacher or StageNames.Distill)
            Preflight(ct);
        if (stage == StageNames.Data)
            RecipeLock.WriteWhereMissing(_settings, _observer.Note, ct);
        var work = Stages[stage];
        var plan = work.Plan(_settings);
        foreach (var input in plan.Inputs)
            Obtain(input.Stage, ct);
        ct.ThrowIfCancellationRequested();
        return (work, plan, Identify(work, plan));
    }

    private string DeliverReport(StoredStage report)
    {
        foreach (var name in ReportWriter.FileNames)
            Deliver(report, name, $"{_settings.Recipe.Name}-{_settings.Recipe.Version}");
        return Path.Combine(_settings.ArtifactsFolder, "ship", $"{_settings.Recipe.Name}-{_settings.Recipe.Version}", ReportWriter.HtmlFileName);
    }

    private string Deliver(StoredStage stage, string name, string folder)
    {
        var output = stage.Record.Output(name);
        var path = Path.Combine(_settings.ArtifactsFolder, "ship", folder, output.Name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (!File.Exists(path) || FileDigest.OfFile(path) != output.Sha256)
            AtomicFile.Copy(stage.PathOf(output.Name), path);
        return path;
    }

    private StageProducts RunStage(IStage stage, StagePlan plan, StageWorkspace workspace, CancellationToken ct)
    {
        _observer.Started(stage.Name);
        return stage.Run(new StageContext(stage.Name, _settings, workspace, _done, plan.Inputs, _observer, ct));
    }

    private StageIdentity Identify(IStage stage, StagePlan plan)
    {
        var inputs = new Dictionary<string, string>();
        foreach (var input in plan.Inputs)
        {
            var record = _done[input.Stage].Record;
            if (input.IsOptional && record.Outputs.All(made => made.Name != input.Output))
                continue;
            var output = record.Output(input.Output);
            if (output.Kind == OutputKind.Measured && !stage.MayReadMeasured)
                throw new InvalidOperationException($"stage {stage.Name} would take the measured {input.Stage}/{input.Output} into its key");
            inputs[$"{input.Stage}/{input.Output}"] = output.Sha256;
        }
        foreach (var (name, digest) in plan.Outside)
            inputs[$"outside/{name}"] = digest;
        return new StageIdentity
        {
            Stage = stage.Name,
            StageVersion = stage.Version,
            Settings = CanonicalJson.ToNode(plan.Settings),
            Inputs = inputs,
            Device = stage.Trains ? _settings.Device.Name : ComputeDevice.Cpu.Name,
            Threads = _settings.Threads,
            LibTorchVersion = PipelineVersions.LibTorchVersion,
            OnnxRuntimeVersion = PipelineVersions.OnnxRuntimeVersion,
            CpuModel = stage.MeasuresTime ? Edge.CpuInfo.ModelName : null,
        };
    }
}
