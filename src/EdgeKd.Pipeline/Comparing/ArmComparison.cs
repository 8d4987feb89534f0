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
/// Ship made is not made again.
/// </remarks>
public static class ArmComparison
{
    /// <summary>Folder in the artifact store that holds a folder of results a recipe.</summary>
    public const string FolderName = "compare";

    /// <summary>Runs the comparison.</summary>
    /// <param name="recipePath">The recipe file.</param>
    /// <param name="options">What the run adds to it.</param>
    /// <param name="seeds">Seeds an arm, at least 1.</param>
    /// <param name="observer">Watches the runs.</param>
    /// <param name="ct">Stops the training that runs, with a checkpoint.</param>
    /// <returns>The results, which also lie in compare.md, compare.json and compare.svg.</returns>
    /// <exception cref="RecipeException">The recipe cannot be followed, or has fewer than two arms.</exception>
    public static ComparisonReport Run(string recipePath, PipelineOptions options, int seeds, IPipelineObserver observer, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(seeds, 1);
        var recipe = RecipeFile.Load(recipePath);
        var arms = recipe.Compare.Arms;
        if (arms.Count < 2)
            throw new RecipeException(recipePath, 0, "compare.arms names fewer than two arms; there is nothing to compare (see models/mobilenetv2-shapes/recipe.yaml)");
        var settings = RunSettings.From(recipe, recipePath, options);
        var data = new ModelPipeline(settings, observer).Obtain(StageNames.Data, ct).Record.Figures;
        foreach (var arm in arms)
            Pipeline(settings, arm, settings.Recipe.Seed, observer).Preflight(ct);

        var teacherTop1 = TeacherTop1(settings, arms, observer, ct);
        var runs = arms.ToDictionary(arm => arm.Name, _ => new List<ArmRun>());
        // Seed by seed, so that a comparison that is stopped early has whole pairs.
        for (var i = 0; i < seeds; i++)
        {
            foreach (var arm in arms)
            {
                var seed = settings.Recipe.Seed + i;
                observer.Note($"compare: arm {arm.Name}, seed {seed} ({i + 1} of {seeds})");
                runs[arm.Name].Add(ArmRun.From(seed, Pipeline(settings, arm, seed, observer).Obtain(StageNames.Distill, ct).Record));
                ComparisonFiles.Write(Report());
            }
        }
        return Report();

        ComparisonReport Report()
        {
            var reference = recipe.Compare.Reference ?? arms[0].Name;
            return new ComparisonReport
            {
                Recipe = recipe.Name,
                Reference = reference,
                Seeds = [.. Enumerable.Range(0, seeds).Select(i => recipe.Seed + i)],
                TeacherTop1 = teacherTop1,
                TrainCount = (int)data["train"]!,
                ValidationCount = (int)data["validation"]!,
                Machine = $"{Edge.CpuInfo.ModelName}, {settings.Threads} threads, libtorch {PipelineVersions.LibTorchVersion}",
                Date = DateOnly.FromDateTime(DateTime.UtcNow),
                Arms = [.. arms.Where(arm => runs[arm.Name].Count > 0)
                    .Select(arm => ArmResult.From(arm, runs[arm.Name], arm.Name == reference ? null : runs[reference]))],
                Folder = Path.Combine(settings.ArtifactsFolder, FolderName, recipe.Name),
            };
        }
    }

    private static ModelPipeline Pipeline(RunSettings settings, CompareArm arm, long seed, IPipelineObserver observer) =>
        new(settings with { Recipe = settings.Recipe with { Distill = arm.Distill }, StudentSeed = seed }, observer);

    private static double? TeacherTop1(RunSettings settings, IReadOnlyList<CompareArm> arms, IPipelineObserver observer, CancellationToken ct) =>
        arms.FirstOrDefault(arm => Networks.NeedsTeacher(arm.Distill)) is { } taught
            ? (double)Pipeline(settings, taught, settings.Recipe.Seed, observer).Obtain(StageNames.Teacher, ct).Record.Figures["validationTop1"]!
            : null;
}
