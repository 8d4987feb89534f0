using System.Globalization;
using System.Text.RegularExpressions;
using EdgeKd.Data;
using EdgeKd.Models;
using EdgeKd.Onnx;
using EdgeKd.Pipeline.Stages;

namespace EdgeKd.Pipeline.Recipes;

/// <summary>Rules that concern more than one value, checked once all keys are read.</summary>
internal static partial class RecipeChecks
{
    // Folders that the build and the store themselves keep beside the recipes' in artifacts/.
    private static readonly string[] Reserved = ["bin", "bench", "cache", "compare", "native", "setup", "ship", "obj", "publish", "test", "logs"];

    public static Recipe Check(Recipe recipe, RecipeBinder binder, string path)
    {
        void Require(bool holds, string key, string problem)
        {
            if (!holds)
                throw new RecipeException(path, binder.LineOf(key), problem);
        }

        Require(NamePattern().IsMatch(recipe.Name), "name",
            "name must be 1 to 64 lower-case letters, digits, '-', '_' or '.', starting with a letter or digit");
        Require(!Reserved.Contains(recipe.Name), "name", $"name '{recipe.Name}' is a folder of the build; choose another");
        Require(recipe.Version.Length <= 64 && VersionPattern().IsMatch(recipe.Version), "version",
            $"version '{recipe.Version}' is not a semantic version; write it as 1.2.3 or 1.2.3-rc.1");

        var data = recipe.Data;
        Require(data.Normalize.Mean.Count == 3, "data.normalize.mean", "data.normalize.mean wants three numbers: red, green, blue");
        Require(data.Normalize.Std.Count == 3, "data.normalize.std", "data.normalize.std wants three numbers: red, green, blue");
        Require(data.Sha256 is null || Sha256Pattern().IsMatch(data.Sha256), "data.sha256", "data.sha256 wants 64 hex digits");
        Require(data.Url is null || data.Sha256 is not null, "data.url", "data.url needs data.sha256 beside it, so that what is fetched can be checked");
        Require(data.Url is null || data.Url.StartsWith("https://", StringComparison.Ordinal) || data.Url.StartsWith("http://", StringComparison.Ordinal),
            "data.url", "data.url must start with https:// or http://");
        Require(data.StoredSize == 0 || data.StoredSize >= data.ImageSize, "data.storedSize",
            $"data.storedSize ({data.StoredSize}) is smaller than data.imageSize ({data.ImageSize}); make it as large or leave it out");
        ManifestChecks.Check(data, Require);
        Require(data.Keep == "decoded" || data.Kind is not ("shapes" or "cifar10" or "cifar100"), "data.keep",
            $"data.keep is encoded, but {data.Kind} has no encoded pictures; write them as shards first (edgekd data shard), or keep them decoded");
        SampleChecks.CheckOrder(data, Require);
        for (var i = 0; i < data.Unlabelled.Count; i++)
        {
            Require(!string.IsNullOrWhiteSpace(data.Unlabelled[i]), $"data.unlabelled[{i}]", $"data.unlabelled[{i}] is empty; name a folder, or rest");
            Require(data.Unlabelled[i] != DataOptions.Rest || data.TrainFraction < 1, $"data.unlabelled[{i}]",
                "data.unlabelled names rest, but data.trainFraction is 1 and leaves no training image out; make it smaller, or name a folder");
        }
        if (data.Augment.RandomErasing is { } erasing)
        {
            Require(erasing.ScaleMin <= erasing.ScaleMax, "data.augment.randomErasing.scaleMin", "data.augment.randomErasing: scaleMin is larger than scaleMax");
            Require(erasing.RatioMin <= erasing.RatioMax, "data.augment.randomErasing.ratioMin", "data.augment.randomErasing: ratioMin is larger than ratioMax");
        }
        if (data.Augment.RandomResizedCrop is { } crop)
        {
            Require(crop.ScaleMin <= crop.ScaleMax, "data.augment.randomResizedCrop.scaleMin", "data.augment.randomResizedCrop: scaleMin is larger than scaleMax");
            Require(data.Augment.CropPadding == 0, "data.augment.cropPadding", "data.augment: cropPadding and randomResizedCrop exclude each other; keep one");
            Require(crop.RatioMin <= crop.RatioMax, "data.augment.randomResizedCrop.ratioMin", "data.augment.randomResizedCrop: ratioMin is larger than ratioMax");
        }

        TeacherChecks.Check(recipe, binder, Require);
        CheckTrain(data, recipe.Teacher.Train, "teacher.train", Require);
        Require(recipe.Teacher.Train is { Views: null, CacheLimitMb: null }, "teacher.train.views",
            "teacher.train has views, but a teacher has no teacher whose answers could be kept; name them in distill.train");
        CheckTrain(data, recipe.Distill.Train, "distill.train", Require);
        CheckViews(recipe, recipe.Distill.Train, "distill.train", Require);
        Require(recipe.Teacher.Train.Optimizer == "sgd", "teacher.train.optimizer",
            "teacher.train.optimizer is dot, but a teacher learns from labels alone; use sgd");
        CheckDistill(recipe.Distill, "distill", Require);
        SampleChecks.CheckMixing(data.Augment, recipe.Distill, "distill", Require);
        CheckStart(recipe, recipe.Distill, "distill", Require);
        Require(recipe.Export.Input != ExportSection.Pixels || recipe.Export.ResolvedOpset >= OperatorSets.OldestForPixels, "export.opset",
            $"export.opset is {recipe.Export.Opset}, but input: pixels resizes antialiased, which needs {OperatorSets.OldestForPixels} or more; raise it or remove it");
        Require(recipe.Quantize.Ranges is null || recipe.Quantize.Method == "auto", "quantize.method",
            $"quantize.method is {recipe.Quantize.Method}, but quantize.ranges names a file whose ranges are found already; keep one of the two");

        GateChecks.Check(recipe.Gate, binder, Require);
        TargetSectionChecks.Check(recipe.Validate.Targets, Require);

        var arms = recipe.Compare.Arms;
        for (var i = 0; i < arms.Count; i++)
        {
            Require(arms[i].Name.Length is > 0 and <= 64, $"compare.arms[{i}].name", "an arm's name has 1 to 64 characters");
            Require(arms.Take(i).All(arm => arm.Name != arms[i].Name), $"compare.arms[{i}].name",
                $"compare.arms has two arms named '{arms[i].Name}'; rename one");
            CheckTrain(data, arms[i].Distill.Train, $"compare.arms[{i}].distill.train", Require);
            CheckViews(recipe, arms[i].Distill.Train, $"compare.arms[{i}].distill.train", Require);
            CheckDistill(arms[i].Distill, $"compare.arms[{i}].distill", Require);
            SampleChecks.CheckMixing(data.Augment, arms[i].Distill, $"compare.arms[{i}].distill", Require);
            CheckStart(recipe, arms[i].Distill, $"compare.arms[{i}].distill", Require);
        }
        var reference = recipe.Compare.Reference;
        Require(reference is null || arms.Any(arm => arm.Name == reference), "compare.reference",
            $"compare.reference '{reference}' is none of the arms ({string.Join(", ", arms.Select(arm => arm.Name))})");

        CheckModel(recipe.Student.Model, NetworkOptions.Of(recipe.Student), "student", Require);
        return WithAbsolutePaths(recipe, System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!);
    }

    internal static void CheckModel(string model, ModelOptions options, string at, Action<bool, string, string> require)
    {
        require(ModelZoo.Names.Contains(model), $"{at}.model",
            $"{at}.model '{model}' is none of the networks known here; "
            + (NearestNames.Meant(model, ModelZoo.Names) is { } near ? $"did you mean '{near}'?" : $"known are {string.Join(", ", ModelZoo.Names)}"));
        if (ModelZoo.Misfit(model, options) is var (option, problem))
            require(false, $"{at}.{option}", $"{at}: {problem}");
    }

    private static void CheckTrain(DataSection data, TrainSection train, string at, Action<bool, string, string> require)
    {
        require(train.Schedule.WarmUpEpochs < train.Epochs, $"{at}.schedule.warmUpEpochs",
            $"{at}.schedule.warmUpEpochs ({train.Schedule.WarmUpEpochs}) leaves nothing of {train.Epochs} epochs; make it smaller");
        require(train.Schedule.Milestones.SequenceEqual(train.Schedule.Milestones.Distinct().Order()), $"{at}.schedule.milestones",
            $"{at}.schedule.milestones must rise");
        require(train.Schedule.Kind == "step" || train.Schedule.Milestones.Count == 0, $"{at}.schedule.milestones",
            $"{at}.schedule.milestones belong to kind step; set kind: step or remove them");
        SampleChecks.CheckTrain(data, train, at, require);
    }

    private static void CheckViews(Recipe recipe, TrainSection train, string at, Action<bool, string, string> require)
    {
        require(recipe.Data.Augment.Varies || train.Views is null or <= 1, $"{at}.views",
            $"{at}.views is {train.Views}, but data.augment varies nothing, so every view would be the same; set views: 1 or an augmentation");
        require(train.CacheLimitMb is null || train.Views > 0, $"{at}.cacheLimitMb",
            $"{at}.cacheLimitMb limits what is kept of views, and there are none; set views or remove it");
    }

    private static void CheckDistill(DistillSection distill, string at, Action<bool, string, string> require)
    {
        require(distill.Method != "kd" || distill.CeWeight + distill.KdWeight > 0, $"{at}.kdWeight",
            $"{at}: ceWeight and kdWeight are both 0, so nothing would be learned");
        var train = distill.Train;
        if (train.Optimizer == "dot")
        {
            var largest = Math.Min(1 - train.Momentum, train.Momentum);
            require(train.Delta < 1 - train.Momentum && train.Delta <= train.Momentum, $"{at}.train.delta",
                string.Create(CultureInfo.InvariantCulture,
                    $"{at}.train.delta ({train.Delta}) must be smaller than 1 - momentum and not above momentum ({train.Momentum}): take less than {largest:0.####}, such as {0.75 * largest:0.####}"));
            require(train.Nesterov != true, $"{at}.train.nesterov", $"{at}.train.nesterov: dot has no Nesterov momentum; remove the key");
            require(distill.Method != "ce" || distill.Reparameterization == "gpd", $"{at}.train.optimizer",
                $"{at}: optimizer dot needs a loss against a teacher, and method ce has none; choose another method or optimizer sgd");
        }
        var (students, teachers) = (distill.ReviewKd.StudentFeatures.Count, distill.ReviewKd.TeacherFeatures.Count);
        require(students == teachers, $"{at}.reviewKd",
            $"{at}.reviewKd names {students} studentFeatures but {teachers} teacherFeatures; name as many of each, or neither");
        require(distill.Method != "srd" || train.BatchSize > 1, $"{at}.train.batchSize",
            $"{at}.train.batchSize is 1, but srd standardises features over the batch; take 2 or more, 64 is usual");
    }

    private static void CheckStart(Recipe recipe, DistillSection distill, string at, Action<bool, string, string> require) =>
        require(distill.Reparameterization == "none" || distill.Gpd.Start == "scratch" || recipe.Student.Checkpoint is not null,
            $"{at}.gpd.start", $"{at}.gpd.start finetune begins at a trained student; name its file with student.checkpoint");

    private static Recipe WithAbsolutePaths(Recipe recipe, string folder) => recipe with
    {
        Data = recipe.Data with
        {
            Path = Absolute(recipe.Data.Path, folder),
            Roots = recipe.Data.Roots.Count == 0 ? [] : [.. recipe.Data.Roots.Select(root => Absolute(root, folder)!)],
            Lock = Absolute(recipe.Data.Lock, folder),
        },
        Student = recipe.Student with { Checkpoint = Absolute(recipe.Student.Checkpoint, folder) },
        Gate = recipe.Gate with { Policy = Absolute(recipe.Gate.Policy, folder), Trust = Absolute(recipe.Gate.Trust, folder) },
        Validate = recipe.Validate with
        {
            Slices = Absolute(recipe.Validate.Slices, folder),
            Targets = [.. recipe.Validate.Targets.Select(target => WithAbsolutePaths(target, folder))],
        },
        Quantize = recipe.Quantize with { Ranges = Absolute(recipe.Quantize.Ranges, folder) },
        Teacher = WithAbsolutePaths(recipe.Teacher, folder) with
        {
            Others = recipe.Teacher.Others is { } others ? [.. others.Select(other => WithAbsolutePaths(other, folder))] : null,
        },
    };

    private static T WithAbsolutePaths<T>(T teacher, string folder) where T : TeacherSourceSection => teacher with
    {
        Checkpoint = Absolute(teacher.Checkpoint, folder),
        Onnx = Absolute(teacher.Onnx, folder),
        Labels = teacher.LabelsFile is { } file ? [Absolute(file, folder)!] : teacher.Labels,
    };

    private static TargetSection WithAbsolutePaths(TargetSection target, string folder) => target with
    {
        Identity = Absolute(AtHome(target.Identity), folder),
        KnownHosts = Absolute(AtHome(target.KnownHosts), folder),
        Runner = Absolute(AtHome(target.Runner), folder),
        Runtime = Absolute(AtHome(target.Runtime), folder),
        Chromium = Absolute(AtHome(target.Chromium), folder),
    };

    // As a shell has it; a recipe names keys of its reader's own.
    private static string? AtHome(string? path) => path?.StartsWith("~/", StringComparison.Ordinal) == true
        ? System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), path[2..])
        : path;

    private static string? Absolute(string? path, string folder) =>
        path is null ? null : System.IO.Path.GetFullPath(path, folder);

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9._-]{0,63}\z")]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"\A(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?\z")]
    private static partial Regex VersionPattern();

    [GeneratedRegex(@"\A[0-9a-fA-F]{64}\z")]
    private static partial Regex Sha256Pattern();
}
