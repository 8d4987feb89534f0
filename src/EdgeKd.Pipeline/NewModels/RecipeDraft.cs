using EdgeKd.Release;
using static EdgeKd.Pipeline.NewModels.YamlText;

namespace EdgeKd.Pipeline.NewModels;

/// <summary>The text of a new recipe, with the reason for every choice.</summary>
internal static class RecipeDraft
{
    private const int MostNamed = 12;
    private const int CommentColumn = 28;

    /// <param name="plan">What it says.</param>
    /// <param name="folder">The folder that it is written to, absolute: its paths start there.</param>
    /// <param name="dataPath">The images.</param>
    /// <param name="firstLine">The line that names the schema.</param>
    public static string Text(NewModelPlan plan, string folder, string dataPath, string firstLine) => $$"""
        {{firstLine}}
        # {{plan.Name}}: run it with
        #   edgekd ship --recipe <this file>
        # Every value here was chosen from the images or is the usual one; change what you know better. Keys left out have defaults,
        # which the editor shows by the schema above; a mistyped key is an error that names its line.

        {{Line($"name: {plan.Name}", "also the first half of the bundle's name")}}
        {{Line("version: 0.1.0", "of the release; raise it when you ship another")}}
        {{Line("seed: 1", "the one seed: splits, initial weights, order, augmentation")}}
        {{Line("profile: quick", "quick | release; only release (--profile release) can be promoted")}}

        {{Line("data:", $"{Count(plan.Data.TrainCount)} training, {Count(plan.Data.ValidationCount)} validation and {Count(plan.Data.TestCount)} test images of {plan.Data.ClassNames.Count} classes:")}}
        {{Line("", Classes(plan))}}
        {{Line("  kind: image-folder", Parts(plan))}}
          path: {{Quoted(Path.GetRelativePath(folder, Path.GetFullPath(dataPath)).Replace('\\', '/'))}}
        {{Line($"  imageSize: {plan.ImageSize}", $"pixels a side; half of the images have a shorter side of at least {plan.Data.MedianShorterSide}")}}
        {{Line($"  storedSize: {plan.StoredSize}", plan.CropsParts ? "pixels a side that are kept, so that crops have room" : "pixels a side that are kept")}}
        {{Line("  validationFraction: 0.1", plan.Data.HasOwnValidation ? "not used: the folder has a validation part" : "of each class, held out to choose by")}}
        {{Line($"  onDamaged: {(plan.Data.Damaged.Count > 0 ? "skip" : "error")}", $"error: a damaged image stops; skip: it is counted and left out{Damaged(plan)}")}}
        {{Line("  normalize:", plan.Teacher.Published is null ? $"of {Count(plan.Data.SampledCount - plan.Data.Damaged.Count)} of the training images" : "ImageNet's, which the teacher's weights were trained with")}}
            mean: [{{Numbers(plan.Normalization.Mean)}}]
            std: [{{Numbers(plan.Normalization.StandardDeviation)}}]
          augment:
        {{Line("    horizontalFlip: true", "false where left and right differ: digits, text, arrows")}}
        {{(plan.CropsParts
            ? "    randomResizedCrop: { scaleMin: 0.35 }  # a part of random area and shape, resized"
            : Line($"    cropPadding: {Math.Max(1, plan.ImageSize / 8)}", "pixels of border before a random crop back to size"))}}

        {{Line("teacher:", TeacherReason(plan.Teacher))}}
        {{TeacherKeys(plan, folder)}}

        {{Line("student:", $"the network that is shipped: {Count(plan.Student.Parameters)} parameters, {Count(plan.Student.Macs)} multiply-adds an image")}}
          model: {{NewModelStudent.Model}}
        {{Line($"  width: {Number(plan.Student.Width)}", plan.Student.FloatFits ? "factor on the number of channels" : "factor on the number of channels; only the INT8 file is expected to fit the target size")}}
        {{Line($"  stem: {plan.Student.Stem}", plan.Student.Stem == "cifar" ? "keeps the resolution of small images" : "halves the resolution at once")}}

        distill:
        {{Line("  method: kd", "the labels and the teacher's answers; README.md has the others")}}
          train:
        {{Line($"    epochs: {plan.Epochs}", $"{Steps(plan)} steps; fewer for a first try")}}
        {{Line($"    views: {plan.Views}", "variations of each image, shown in turn; the teacher answers each once")}}
            batchSize: {{plan.BatchSize}}
            learningRate: {{Number(plan.LearningRate)}}
            schedule: { kind: cosine, warmUpEpochs: 0.5 }

        quantize:
        {{Line("  int8: true", "ships an INT8 model beside the float one")}}
        {{Line($"  images: {Math.Min(512, plan.Data.TrainCount)}", "training images that the ranges of activations are found on")}}
        {{Line($"  maxDropPoints: {Number(plan.Int8ValidationPoints)}", $"of top-1 on the {Count(plan.Data.ValidationCount)} validation images; accuracy is recovered until it holds")}}

        gate:
        {{Line($"  policy: {GatePolicy.FileName}", "what the model has to keep to be released")}}

        """;

    private static string Classes(NewModelPlan plan)
    {
        var names = string.Join(", ", plan.Data.ClassNames.Take(MostNamed).Select(Shown));
        return $"{names}{(plan.Data.ClassNames.Count > MostNamed ? ", ..." : "")}; the rarest has {Count(plan.Data.SmallestClassCount)} images to train and choose by";
    }

    private static string Parts(NewModelPlan plan) => plan.Data.HasOwnTest
        ? plan.Data.HasOwnValidation ? "its parts train, validation and test are taken as they are" : "its parts train and test are taken as they are"
        : "one folder a class, split by the seed: a fifth of each is the test part";

    private static string Damaged(NewModelPlan plan) =>
        plan.Data.Damaged.Count == 0 ? "" : $" ({plan.Data.Damaged.Count} of {plan.Data.SampledCount} that were looked at)";

    private static string TeacherReason(NewModelTeacher teacher) => teacher switch
    {
        { IsTrained: true } => "the large network, trained first; one that you have is better: edgekd init --teacher",
        { IsOnnx: true } => "an ONNX file; what it does not say by itself can be set: imageSize, normalize, channels, scale, labels, output",
        _ => "weights of a network; where it was trained otherwise than on data.normalize and data's classes: normalize, channels, labels",
    };

    private static string TeacherKeys(NewModelPlan plan, string folder)
    {
        var teacher = plan.Teacher;
        var file = teacher.File is { } path ? Quoted(Path.GetRelativePath(folder, path).Replace('\\', '/')) : "";
        if (teacher.IsOnnx)
            return $"  onnx: {file}";
        if (!teacher.IsTrained)
            return $"  model: {teacher.Model}\n  checkpoint: {file}\n{Line("  # expectedTop1: 0.9", "what it is known to reach on such images: more than a point below stops")}";
        return $$"""
              model: {{teacher.Model}}
              train:
                epochs: {{plan.Epochs}}
                batchSize: {{plan.BatchSize}}
                learningRate: {{Number(plan.LearningRate)}}
                schedule: { kind: cosine, warmUpEpochs: 0.5 }
            """;
    }

    private static string Steps(NewModelPlan plan) =>
        Count((long)plan.Epochs * ((plan.Data.TrainCount + plan.BatchSize - 1) / plan.BatchSize));

    private static string Line(string text, string comment) => $"{text.PadRight(CommentColumn - 1)} # {comment}";
}
