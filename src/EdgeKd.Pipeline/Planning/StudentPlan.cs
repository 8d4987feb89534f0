using System.Globalization;
using EdgeKd.Data;
using EdgeKd.Models;
using EdgeKd.Pipeline.Preflighting;
using EdgeKd.Pipeline.Recipes;
using EdgeKd.Pipeline.Running;
using EdgeKd.Pipeline.Stages;
using EdgeKd.Pipeline.Store;
using EdgeKd.Pipeline.Targets;
using EdgeKd.Release;

namespace EdgeKd.Pipeline.Planning;

/// <summary>Measures a grid of untrained students on this machine and says which are within a budget: what can be shipped is known before
/// anything is trained.</summary>
public static class StudentPlan
{
    private const int MostImages = 32;

    /// <summary>Measures every student of the grid and writes recipes of those that fit.</summary>
    /// <param name="options">The grid and the budget.</param>
    /// <param name="observer">Watches.</param>
    /// <param name="progress">Told which student is measured.</param>
    /// <param name="ct">Stops between runs.</param>
    /// <returns>The students, those that fit first, the largest of them (by multiply-adds) at the top.</returns>
    /// <exception cref="RecipeException">The recipe cannot be followed.</exception>
    /// <exception cref="ArgumentException">A network, width or size is not known.</exception>
    /// <exception cref="IOException">Something cannot be read or written.</exception>
    public static IReadOnlyList<PlannedStudent> Run(PlanOptions options, IPipelineObserver observer, IProgress<string>? progress = null, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var settings = RunSettings.From(RecipeFile.Load(options.RecipePath), options.RecipePath, options.Run);
        var (side, classNames) = DataOf(settings, observer, ct);
        var targets = TargetsOf(settings, options.Target);
        var own = settings.Recipe.Data.ImageSize > 0 ? settings.Recipe.Data.ImageSize : side;
        Candidate[] grid = [.. Grid(settings, options, own)];
        var planned = new List<PlannedStudent>();
        var folder = Directory.CreateTempSubdirectory("edgekd-plan-");
        try
        {
            foreach (var (i, candidate) in grid.Index())
            {
                ct.ThrowIfCancellationRequested();
                progress?.Report(string.Create(CultureInfo.InvariantCulture, $"{i + 1} of {grid.Length}: {candidate.Model}, width {candidate.Width:0.##}, {candidate.ImageSize} pixels"));
                planned.Add(Measure(settings, options, targets, candidate, (double)side / own, classNames, folder.FullName, ct));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        return [.. planned.OrderByDescending(student => student.Fits).ThenByDescending(student => student.Student?.Macs ?? 0).Select(student => Written(student, options, side, own))];
    }

    private static (int Side, IReadOnlyList<string> ClassNames) DataOf(RunSettings settings, IPipelineObserver observer, CancellationToken ct)
    {
        using var images = PackedImages.Open(new ModelPipeline(settings, observer).Obtain(StageNames.Data, ct).PathOf(DataPreparation.ValidationFile), verify: false);
        return (images.Height, images.ClassNames);
    }

    private static IEnumerable<Candidate> Grid(RunSettings settings, PlanOptions options, int imageSize)
    {
        var student = settings.Recipe.Student;
        foreach (var model in options.Models.Count > 0 ? options.Models : [student.Model])
        {
            // Of a network without a width there is one.
            double[] widths = ModelZoo.Misfit(model, new ModelOptions { Classes = 2, Width = 0.5 }) is null ? [.. options.Widths.Distinct().Order()] : [1];
            foreach (var width in widths)
            {
                foreach (var size in options.ImageSizes.Count > 0 ? options.ImageSizes.Distinct().Order() : new[] { imageSize }.AsEnumerable())
                    yield return new Candidate(model, width, size);
            }
        }
    }

    private static PlannedStudent Measure(
        RunSettings settings, PlanOptions options, IReadOnlyList<TargetSection> targets, Candidate candidate, double storedShare, IReadOnlyList<string> classNames, string folder, CancellationToken ct)
    {
        var recipe = settings.Recipe;
        var varied = settings with
        {
            Recipe = recipe with
            {
                Student = recipe.Student with { Model = candidate.Model, Width = candidate.Width, Checkpoint = null },
                Data = recipe.Data with { ImageSize = candidate.ImageSize },
            },
        };
        using var images = new NoiseImages(MostImages, StoredSide(candidate.ImageSize, storedShare), classNames);
        UntrainedStudent student;
        try
        {
            student = new UntrainedMeasurement(varied, folder, _ => { }, ct).Measure(images, targets);
            if (student.Targets is [{ Failure: { } failure }])
                return new PlannedStudent(candidate.Model, candidate.Width, candidate.ImageSize, student, null, failure);
        }
        catch (InvalidDataException e)
        {
            return new PlannedStudent(candidate.Model, candidate.Width, candidate.ImageSize, null, null, e.Message);
        }

        var planned = new PlannedStudent(candidate.Model, candidate.Width, candidate.ImageSize, student, null);
        return planned.Models.Where(model => options.Budget.FaultOf(model) is null).MinBy(model => model.P90Ms) is { } best
            ? planned with { Precision = best.Precision }
            : planned with { Fault = options.Budget.FaultOf(planned.Models.MinBy(model => model.P90Ms)!) };
    }

    private static IReadOnlyList<TargetSection> TargetsOf(RunSettings settings, string name)
    {
        if (name == BundleTarget.Local)
            return [];
        var others = TargetsStage.Others(settings);
        var target = others.FirstOrDefault(target => target.Name == name)
            ?? throw new ArgumentException($"the recipe has no target {name}; known are {string.Join(", ", others.Select(other => other.Name).Prepend(BundleTarget.Local))}");
        using var opened = RecipeTarget.Open(target);
        return opened.IsEmulated
            ? throw new ArgumentException($"the times of {name} ({target.Kind}) are not those of a device, so no budget can be planned by them")
            : [target];
    }

    private static int StoredSide(int imageSize, double storedShare) => Math.Max(imageSize, (int)Math.Round(imageSize * storedShare));

    private static PlannedStudent Written(PlannedStudent student, PlanOptions options, int side, int imageSize)
    {
        if (!student.Fits || options.OutFolder is not { } folder)
            return student;
        var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{student.Model}-w{student.Width:0.00}-s{student.ImageSize}.yaml"));
        var variant = new RecipeVariant(File.ReadAllText(options.RecipePath), options.RecipePath)
            .Set("student", "model", student.Model)
            .Set("student", "width", RecipeVariant.Number(student.Width));
        if (student.ImageSize != imageSize)
        {
            variant.Set("data", "imageSize", $"{student.ImageSize}");
            if (side != imageSize)
                variant.Set("data", "storedSize", $"{StoredSide(student.ImageSize, (double)side / imageSize)}");
        }

        var text = variant.Move(Path.GetDirectoryName(Path.GetFullPath(options.RecipePath))!, Path.GetFullPath(folder)).ToString();
        // Whatever was changed is still a recipe, or nothing is written.
        RecipeFile.Parse(text, path);
        Directory.CreateDirectory(folder);
        AtomicFile.WriteAllText(path, text);
        return student with { RecipePath = path };
    }

    private sealed record Candidate(string Model, double Width, int ImageSize);
}
