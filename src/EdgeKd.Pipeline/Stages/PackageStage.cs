using System.Globalization;
using System.Text.Json.Nodes;
using EdgeKd.Data;
using EdgeKd.Pipeline.Quantizing;
using EdgeKd.Pipeline.Recipes;
using EdgeKd.Pipeline.Running;
using EdgeKd.Pipeline.Store;
using EdgeKd.Release;

namespace EdgeKd.Pipeline.Stages;

/// <summary>Packs the models that passed the gate, evidence and verdict into the bundle.</summary>
internal sealed class PackageStage : IStage
{
    public string Name => StageNames.Package;

    public int Version => 5;

    public bool MayReadMeasured => true;

    public static string BundleName(Recipe recipe) => $"{recipe.Name}-{recipe.Version}.zip";

    public StagePlan Plan(RunSettings settings) => new(
        new { settings.Recipe.Name, settings.Recipe.Version, settings.Recipe.Profile, settings.Recipe.Data.ImageSize, settings.Recipe.Data.Normalize,
            settings.Recipe.Data.Interpolation, settings.Recipe.Export.Input, Recipe = FileDigest.OfText(BundleLineage.RecipeOf(settings)) },
        [
            .. PrecisionList.Inputs,
            .. CandidateEvidence.Inputs(settings),
            new(StageNames.Gate, Verdict.FileName),
            new(StageNames.Gate, GatePolicy.BundledFileName),
            new(StageNames.Gate, GateInputs.FileName),
            .. HasBaseline(settings) ? new StageInput[] { new(StageNames.Baseline, BaselineEvidence.FileName) } : [],
            .. BundleLineage.Inputs(settings),
        ])
    {
        // Whose signature it is belongs to the key, or a bundle packed without one would be taken; the signature itself does not.
        Outside = new Dictionary<string, string>(BundleLineage.Parent(settings)) { ["signedBy"] = settings.Signer?.PublicKey.Fingerprint ?? BundleManifest.Unsigned },
        Seed = settings.StudentSeed,
    };

    public StageProducts Run(StageContext context)
    {
        var settings = context.Settings;
        var name = BundleName(settings.Recipe);
        var evidence = CandidateEvidence.Load(context);
        var files = new Dictionary<string, string>
        {
            [ValidationEvidence.FileName] = CandidateEvidence.FileOf(context, evidence),
            [Verdict.FileName] = context.Input(StageNames.Gate, Verdict.FileName),
            [GatePolicy.BundledFileName] = context.Input(StageNames.Gate, GatePolicy.BundledFileName),
            [GateInputs.FileName] = context.Input(StageNames.Gate, GateInputs.FileName),
        };
        if (HasBaseline(settings))
            files[BaselineEvidence.FileName] = context.Input(StageNames.Baseline, BaselineEvidence.FileName);
        var verdict = Verdict.Load(files[Verdict.FileName]);
        var released = verdict.Released(evidence);
        var packed = PrecisionList.Load(context).Precisions.Where(shipped => released.Any(model => model.Precision == shipped.Precision)).ToArray();
        foreach (var shipped in packed)
            files[shipped.File] = shipped.PathIn(context);
        files[Lineage.RecipeFileName] = Path.Combine(context.WorkFolder, Lineage.RecipeFileName);
        AtomicFile.WriteAllText(files[Lineage.RecipeFileName], BundleLineage.RecipeOf(settings));
        if (settings.Recipe.Data.Lock is not null)
        {
            files[Lineage.DataLockFileName] = Path.Combine(context.WorkFolder, Lineage.DataLockFileName);
            AtomicFile.Compress(context.Input(StageNames.Data, DataLock.FileName), files[Lineage.DataLockFileName]);
        }
        files[ReferenceStatistics.FileName] = Path.Combine(context.WorkFolder, ReferenceStatistics.FileName);
        ValidationReference.Measure(context, packed).Save(files[ReferenceStatistics.FileName]);
        foreach (var (file, path) in GoldenImages.Write(context, packed))
            files[file] = path;
        BundleModel[] models = [.. packed.Select(shipped => new BundleModel(shipped.Precision, shipped.File))];
        var target = BundleTarget.FastestOf(BundleTarget.Local, released, models);
        var manifest = Manifest(context) with { Models = models, Targets = [target], Lineage = BundleLineage.Of(context) };
        files[BillOfMaterials.FileName] = BillOfMaterialsSource.Write(context, manifest, packed, evidence, verdict);
        manifest = BundleWriter.Write(context.Output(name), manifest, files, settings.Signer);
        var sizeBytes = new FileInfo(context.Output(name)).Length;
        var count = manifest.Files.Count + (manifest.IsSigned ? 2 : 1);
        var signed = settings.Signer is { } signer ? $"signed by {signer.PublicKey.Fingerprint[..16]}" : BundleManifest.Unsigned;
        return new StageProducts
        {
            Outputs = Outputs.Deterministic().And(name, OutputKind.Measured),
            Summary = string.Create(CultureInfo.InvariantCulture, $"{name}: {count} files, {sizeBytes:N0} bytes, profile {manifest.Profile}, {signed}; {target.Name} loads {target.Model} ({target.Because})"),
            Figures = new JsonObject { ["sizeBytes"] = sizeBytes, ["files"] = count, ["model"] = target.Model, ["signedBy"] = settings.Signer?.PublicKey.Fingerprint },
        };
    }

    private static bool HasBaseline(RunSettings settings) => ReleaseRegistry.Open(settings.ReleasesFolder).Current() is not null;

    private static BundleManifest Manifest(StageContext context)
    {
        var settings = context.Settings;
        using var images = PackedImages.Open(context.Input(StageNames.Data, DataPreparation.ValidationFile), verify: false);
        var size = Networks.ImageSize(settings, images);
        return new BundleManifest
        {
            Name = settings.Recipe.Name,
            Version = settings.Recipe.Version,
            Profile = settings.Recipe.Profile,
            Input = Input(settings, images.Height, size),
            Output = new OutputSpecification { Name = ExportStage.OutputName },
            Labels = images.ClassNames,
        };
    }

    private static InputSpecification Input(RunSettings settings, int shorterSide, int size)
    {
        var resize = string.Create(CultureInfo.InvariantCulture, $"shorter side to {shorterSide}, then centre crop to {size}x{size}");
        var input = new InputSpecification
        {
            Name = ExportStage.InputName,
            Layout = "NCHW",
            Dtype = "float32",
            Color = "RGB",
            Height = size,
            Width = size,
            Mean = settings.Recipe.Data.Normalize.Mean,
            Std = settings.Recipe.Data.Normalize.Std,
            Range = [0, 1],
            Resize = resize,
            Interpolation = settings.Recipe.Data.Interpolation,
        };
        // What the model does itself is not to be done again before it.
        return settings.Recipe.Export.Input == ExportSection.Pixels
            ? input with { Layout = "NHWC", Dtype = "uint8", Mean = [0, 0, 0], Std = [1, 1, 1], Range = [0, 255], Resize = $"by the model: {resize}" }
            : input;
    }
}
