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
    /// <summary>Runs the comparison.</summary>
    /// <param name="recipePath">The recipe file.</param>
    /// <param name="options">What the run adds to it.</param>
    /// <param name="seeds">Seeds an arm, at least 1.</param>
    /// <param name="observer">Watches the runs.</param>
    /// <param name="ct">Stops the training that runs, with a checkpoint.</param>
    /// <exception cref="RecipeException">The recipe cannot be followed, or has fewer than two arms.</exception>
    public static ComparisonReport Run(string recipePath, PipelineOptions options, int seeds, IPipelineObserver observer, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(seeds, 1);
        var recipe = RecipeFile.Load(recipePath);
        var arms = recipe.Compare.Arms;
        if (arms.Count < 2)
            throw new RecipeException(recipePath, 0, "compare.arms names fewer than two arms; there is nothing to compare (see models/mobilenetv2-shapes/recipe.yaml)");
        var settings = RunSettings.From(recipe, recipePath, options);
        var top1 = arms.ToDictionary(arm => arm.Name, _ => new double[seeds]);
        // Seed by seed, so that a comparison that is stopped early has whole pairs.
        for (var i = 0; i < seeds; i++)
        {
            foreach (var arm in arms)
            {
                observer.Note($"compare: arm {arm.Name}, seed {settings.Recipe.Seed + i} ({i + 1} of {seeds})");
                var pipeline = new ModelPipeline(
                    settings with { Recipe = settings.Recipe with { Distill = arm.Distill }, StudentSeed = settings.Recipe.Seed + i }, observer);
                var distilled = pipeline.Obtain(StageNames.Distill, ct);
                top1[arm.Name][i] = (double)distilled.Record.Figures["validationTop1"]!;
            }
        }
        var reference = recipe.Compare.Reference ?? arms[0].Name;
        return new ComparisonReport
        {
            Recipe = recipe.Name,
            Reference = reference,
            Seeds = [.. Enumerable.Range(0, seeds).Select(i => recipe.Seed + i)],
            TeacherTop1 = TeacherTop1(settings, arms, observer, ct),
            Arms = [.. arms.Select(arm => ArmResult.From(arm, top1[arm.Name], arm.Name == reference ? null : top1[reference]))],
        };
    }

    private static double? TeacherTop1(RunSettings settings, IReadOnlyList<CompareArm> arms, IPipelineObserver observer, CancellationToken ct) =>
        arms.Any(arm => Networks.NeedsTeacher(arm.Distill))
            ? (double)new ModelPipeline(settings, observer).Obtain(StageNames.Teacher, ct).Record.Figures["validationTop1"]!
            : null;
}
