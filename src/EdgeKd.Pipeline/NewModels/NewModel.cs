using System.Globalization;
using EdgeKd.Data;
using EdgeKd.Pipeline.Policies;
using EdgeKd.Pipeline.Recipes;
using EdgeKd.Pipeline.Schemas;
using EdgeKd.Pipeline.Store;
using EdgeKd.Release;

namespace EdgeKd.Pipeline.NewModels;

/// <summary>Starts a product model: looks at its images and writes a recipe and a policy that run as they are.</summary>
public static class NewModel
{
    private const string RecipeName = "recipe.yaml";

    // Below that a share is known to several points only.
    private const int FewTestImages = 500;

    /// <summary>Writes <c>recipe.yaml</c> and <c>policy.yaml</c>, and the schemas beside them where no folder above holds <c>docs/schemas</c>.</summary>
    /// <param name="options">Where, and what is known.</param>
    /// <param name="ct">Stops; nothing is written then.</param>
    /// <exception cref="ArgumentException">The options do not fit the images or each other; one line.</exception>
    /// <exception cref="RecipeException">The name is none that a recipe may have.</exception>
    /// <exception cref="InvalidDataException">The images are not laid out a folder a class, or a file is in the way; nothing is overwritten.</exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public static NewModelResult Create(NewModelOptions options, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(options);
        var folder = Path.GetFullPath(options.Folder);
        var (recipePath, policyPath) = (Path.Combine(folder, RecipeName), Path.Combine(folder, GatePolicy.FileName));
        RequireFree(recipePath);
        RequireFree(policyPath);

        var data = FolderSurvey.Take(options.DataPath, ct);
        var plan = NewModelPlan.Of(options, data);
        var schemas = SchemaFolder(folder);
        var files = new List<(string Path, string Text)>
        {
            (recipePath, RecipeDraft.Text(plan, folder, options.DataPath, FirstLine("recipe"))),
            (policyPath, PolicyDraft.Text(plan, FirstLine("policy"))),
        };
        // What cannot be followed, such as a name that is none, is said now and not at the first run.
        RecipeFile.Parse(files[0].Text, recipePath);
        PolicyFile.Parse(files[1].Text, policyPath);
        if (schemas is null)
            files.AddRange(ConfigurationSchema.Names.Select(name => (Path.Combine(folder, ConfigurationSchema.FileName(name)), ConfigurationSchema.Text(name))));

        ct.ThrowIfCancellationRequested();
        Directory.CreateDirectory(folder);
        foreach (var (path, text) in files)
            AtomicFile.WriteAllText(path, text);
        return new NewModelResult(recipePath, policyPath, [.. files.Select(file => file.Path)], [.. Notes(plan)]);

        string FirstLine(string name) => ConfigurationSchema.FirstLine(
            schemas is null ? ConfigurationSchema.FileName(name) : Path.GetRelativePath(folder, Path.Combine(schemas, ConfigurationSchema.FileName(name))));
    }

    private static void RequireFree(string path)
    {
        if (Path.Exists(path))
            throw new InvalidDataException($"{path} is there already and is not overwritten; name another folder, or move it away");
    }

    private static string? SchemaFolder(string folder)
    {
        for (var at = folder; at is not null; at = Path.GetDirectoryName(at))
        {
            var schemas = Path.Combine(at, "docs", "schemas");
            if (ConfigurationSchema.Names.All(name => File.Exists(Path.Combine(schemas, ConfigurationSchema.FileName(name)))))
                return schemas;
        }
        return null;
    }

    private static IEnumerable<string> Notes(NewModelPlan plan)
    {
        var (culture, data) = (CultureInfo.InvariantCulture, plan.Data);
        yield return string.Create(culture, $"{data.TrainCount:N0} training, {data.ValidationCount:N0} validation and {data.TestCount:N0} test images of {data.ClassNames.Count} classes, {plan.ImageSize}×{plan.ImageSize}");
        yield return string.Create(culture, $"teacher {plan.Teacher.Model ?? Path.GetFileName(plan.Teacher.File)}{(plan.Teacher.IsTrained ? ", to be trained" : "")}; student {NewModelStudent.Model}, width {plan.Student.Width}, about {plan.Student.FloatSizeBytes:N0} bytes; {plan.Epochs} epochs of batches of {plan.BatchSize}");
        yield return string.Create(culture, $"a later release passes when it is proven to lose less than {plan.MarginPoints} points of top-1");
        if (data.TestCount < FewTestImages)
            yield return string.Create(culture, $"{data.TestCount:N0} test images decide little: with {FewTestImages:N0} the margin would be {DefaultMargin.Points(FewTestImages)} points");
        if (data.Damaged.Count > 0)
            yield return string.Create(culture, $"{data.Damaged.Count} of {data.SampledCount} images that were looked at are damaged, the first {data.Damaged[0]}; the recipe leaves such images out");
    }
}
