using EdgeKd.Pipeline.Recipes;
using EdgeKd.Pipeline.Running;
using EdgeKd.Pipeline.Stages;

namespace EdgeKd.Pipeline.Comparing;

/// <summary>Trains every arm of a recipe's <c>compare</c> section with several seeds.</summary>
/// <remarks>
/// Data and teacher are made once, from the recipe's seed, and shared by all arms and seeds: what is compared is the training
/// of the student. Run <c>i</c> of every arm has seed <c>recipe seed + i</c>, so arms that are compared start from the same
/// weights and see the same images in the same order. Accuracy is that of the kept epoch on the validation part: methods are
/// not chosen on the test part. Every run goes through the store, so a comparison that was stopped goes on, and a run that
/// Ship made is not made again. Processes that make the same comparison over one store share its trainings: each takes one
/// that no other has taken, and all end with the whole table.
/// </remarks>
public static class ArmComparison
{
    /// <summary>Folder in the artifact store that holds a folder of results a recipe.</summary>
    public const string FolderName = "compare";

    /// <summary>Runs the comparison.</summary>
    /// <param name="recipePath">The recipe file.</param>
    /// <param name="options">What the run adds to it.</param>
    /// <param name="seeds">Seeds an arm, at least 1.</param>
    /// <param name="only">Names of the arms to train; empty for all. The trainings are those that the whole comparison makes.</param>
    /// <param name="observer">Watches the runs.</param>
    /// <param name="ct">Stops the training that runs, with a checkpoint.</param>
    /// <returns>The results, which also lie in compare.md, compare.json and compare.svg.</returns>
    /// <exception cref="RecipeException">The recipe cannot be followed, or has fewer than two arms.</exception>
    /// <exception cref="ArgumentException">There is no arm of a name.</exception>
    public static ComparisonReport Run(
        string recipePath, PipelineOptions options, int seeds, IReadOnlyCollection<string> only, IPipelineObserver observer, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(seeds, 1);
        var recipe = RecipeFile.Load(recipePath);
        if (recipe.Compare.Arms.Count < 2)
            throw new RecipeException(recipePath, 0, "compare.arms names fewer than two arms; there is nothing to compare (see models/mobilenetv2-shapes/recipe.yaml)");
        var arms = Chosen(recipe.Compare.Arms, only);
        var settings = RunSettings.From(recipe, recipePath, options);
        var data = new ModelPipeline(settings, observer).Obtain(StageNames.Data, ct).Record.Figures;
        foreach (var arm in arms)
            Pipeline(settings, arm, settings.Recipe.Seed, observer).Preflight(ct);

        var teacherTop1 = TeacherTop1(settings, arms, observer, ct);
        var runs = arms.ToDictionary(arm => arm.Name, _ => new SortedDictionary<long, ArmRun>());
        // Seed by seed, so that a comparison that is stopped early has whole pairs.
        var waiting = new Queue<(CompareArm Arm, long Seed)>(
            from i in Enumerable.Range(0, seeds) from arm in arms select (arm, settings.Recipe.Seed + i));
        var passed = 0;
        while (waiting.TryDequeue(out var next))
        {
            var pipeline = Pipeline(settings, next.Arm, next.Seed, observer);
            if (passed < waiting.Count && pipeline.IsMadeElsewhere(StageNames.Distill, ct))
            {
                waiting.Enqueue(next);
                passed++;
                continue;
            }
            passed = 0;
            observer.Note($"compare: arm {next.Arm.Name}, seed {next.Seed} ({waiting.Count} more)");
            runs[next.Arm.Name].Add(next.Seed, ArmRun.From(next.Seed, pipeline.Obtain(StageNames.Distill, ct).Record));
            ComparisonFiles.Write(Report());
        }
        return Report();

        ComparisonReport Report()
        {
            var reference = recipe.Compare.Reference ?? recipe.Compare.Arms[0].Name;
            IReadOnlyList<ArmRun> referenceRuns = runs.TryGetValue(reference, out var found) ? [.. found.Values] : [];
            return new ComparisonReport
            {
                Recipe = recipe.Name,
                Reference = reference,
                Seeds = [.. Enumerable.Range(0, seeds).Select(i => recipe.Seed + i)],
                TeacherTop1 = teacherTop1,
                TrainCount = (int)data["train"]!,
                UnlabelledCount = (int?)data["unlabelled"] ?? 0,
                ValidationCount = (int)data["validation"]!,
                Machine = $"{Edge.CpuInfo.ModelName}, {settings.Threads} threads, libtorch {PipelineVersions.LibTorchVersion}",
                Date = DateOnly.FromDateTime(DateTime.UtcNow),
                Arms = [.. arms.Where(arm => runs[arm.Name].Count > 0)
                    .Select(arm => ArmResult.From(arm, [.. runs[arm.Name].Values], arm.Name == reference ? null : referenceRuns))],
                Folder = Path.Combine(settings.ArtifactsFolder, FolderName, recipe.Name),
            };
        }
    }

    private static IReadOnlyList<CompareArm> Chosen(IReadOnlyList<CompareArm> arms, IReadOnlyCollection<string> only)
    {
        if (only.FirstOrDefault(name => arms.All(arm => arm.Name != name)) is { } unknown)
            throw new ArgumentException($"the recipe has no arm '{unknown}'; it has {string.Join(", ", arms.Select(arm => arm.Name))}");
        return only.Count == 0 ? arms : [.. arms.Where(arm => only.Contains(arm.Name))];
    }

    private static ModelPipeline Pipeline(RunSettings settings, CompareArm arm, long seed, IPipelineObserver observer) =>
        new(settings with { Recipe = settings.Recipe with { Distill = arm.Distill }, StudentSeed = seed }, observer);

    private static double? TeacherTop1(RunSettings settings, IReadOnlyList<CompareArm> arms, IPipelineObserver observer, CancellationToken ct) =>
        arms.FirstOrDefault(arm => Networks.NeedsTeacher(arm.Distill)) is { } taught
            ? (double)Pipeline(settings, taught, settings.Recipe.Seed, observer).Obtain(StageNames.Teacher, ct).Record.Figures["validationTop1"]!
            : null;
}
