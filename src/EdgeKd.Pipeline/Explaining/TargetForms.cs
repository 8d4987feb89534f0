using EdgeKd.Data;
using EdgeKd.Edge.Targets;
using EdgeKd.Pipeline.Recipes;
using EdgeKd.Pipeline.Targets;

namespace EdgeKd.Pipeline.Explaining;

/// <summary>The forms of a model as a recipe's targets run them.</summary>
/// <param name="targets">The targets.</param>
/// <param name="threads">Threads inside one operator, where a target names none.</param>
/// <param name="logFolder">Where their logs are kept.</param>
internal sealed class TargetForms(IReadOnlyList<TargetSection> targets, int threads, string logFolder)
{
    private const string ImageFile = "image.images";

    /// <summary>Sends an image to every target.</summary>
    /// <param name="files">The model files by precision.</param>
    /// <param name="image">The image, square and of the models' own size.</param>
    /// <param name="folder">Where files may lie meanwhile.</param>
    /// <param name="ct">Stops a target.</param>
    /// <returns>The K logits of each form that answered, and a line for each target that did not.</returns>
    public (IReadOnlyList<(string Form, float[] Logits)> Answers, IReadOnlyList<string> Failures) Ask(
        IReadOnlyList<(string Precision, string Path)> files, SingleImage image, string folder, CancellationToken ct)
    {
        var data = Path.Combine(folder, ImageFile);
        PackedImages.Write(image, data);
        var answers = new List<(string, float[])>();
        var failures = new List<string>();
        foreach (var section in targets)
        {
            try
            {
                using var target = RecipeTarget.Open(section);
                foreach (var (precision, path) in files)
                    answers.Add(($"{section.Name} {precision}", target.Run(Job(section, precision, path, data), null, ct).Logits!));
            }
            catch (TargetException e)
            {
                failures.Add(e.Message);
            }
        }

        return (answers, failures);
    }

    private TargetJob Job(TargetSection section, string precision, string path, string data) => new()
    {
        Mode = TargetMode.Accuracy,
        ModelPath = path,
        Precision = precision,
        DataPath = data,
        Threads = section.Threads ?? threads,
        KeepLogits = true,
        TimeLimit = TimeSpan.FromSeconds(section.TimeLimitSeconds),
        LogFolder = logFolder,
    };
}
