using System.Globalization;
using System.Text.Json.Nodes;
using EdgeKd.Data;
using EdgeKd.Distillation;
using EdgeKd.Distillation.Losses;
using EdgeKd.Pipeline.Recipes;
using EdgeKd.Pipeline.Running;

namespace EdgeKd.Pipeline.Stages;

/// <summary>The classes of a training: how many images each has, how each is weighed, and how well each is known in the end.</summary>
internal sealed class TrainingClasses
{
    private const int WeakestNamed = 3;

    private readonly IReadOnlyList<string> _names;
    private readonly int[] _counts;

    private TrainingClasses(IImageSet images)
    {
        (_names, _counts) = (images.ClassNames, new int[images.ClassNames.Count]);
        for (var i = 0; i < images.Count; i++)
            _counts[images.LabelOf(i)]++;
    }

    /// <summary>Counts the labelled training images of a stage that has declared them as its input.</summary>
    public static TrainingClasses Of(StageContext context)
    {
        using var images = TrainingPart.Open(context);
        return new TrainingClasses(images);
    }

    /// <summary>The weights that a training's settings ask for; null where all classes count alike.</summary>
    public IReadOnlyList<double>? Weights(TrainSection train) => train.ClassWeights switch
    {
        { Kind: "inverse" } => ClassWeights.Inverse(_counts),
        { Kind: "effective-number", Beta: var beta } => ClassWeights.EffectiveNumber(_counts, beta),
        _ => null,
    };

    /// <summary>Each class with its training and validation images and its top-1 on the latter, in the order of the labels.</summary>
    public JsonArray Report(TrainingResult result) =>
    [
        .. result.ValidationClasses.Select((one, label) => new JsonObject
        {
            ["class"] = _names[label],
            ["trainingImages"] = _counts[label],
            ["validationImages"] = one.Count,
            ["validationTop1"] = one.Count == 0 ? null : one.Top1,
        }),
    ];

    /// <summary>A line on the weakest classes where the training images are unevenly spread over the classes; null elsewhere.</summary>
    public string? Weakest(TrainingResult result)
    {
        if (!ClassImbalance.IsNotable(_counts))
            return null;
        var weakest = result.ValidationClasses.Index().Where(one => one.Item.Count > 0).OrderBy(one => one.Item.Top1).Take(WeakestNamed)
            .Select(one => string.Create(CultureInfo.InvariantCulture, $"{_names[one.Index]} {one.Item.Top1:P1} ({_counts[one.Index]:N0} training images)"));
        return string.Create(CultureInfo.InvariantCulture,
            $"balanced accuracy {result.ValidationBalancedAccuracy:P2} on validation; weakest classes {string.Join(", ", weakest)}; {Training.ClassesFile} has all");
    }
}
