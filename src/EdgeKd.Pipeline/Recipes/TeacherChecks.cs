using EdgeKd.Models;

namespace EdgeKd.Pipeline.Recipes;

/// <summary>Rules on the keys of a recipe's teachers.</summary>
internal static class TeacherChecks
{
    public static void Check(Recipe recipe, RecipeBinder binder, Action<bool, string, string> require)
    {
        var teacher = recipe.Teacher;
        require(!teacher.IsLoaded || !binder.Names("teacher.train"), "teacher.train",
            $"teacher has both {(teacher.Onnx is null ? "checkpoint" : "onnx")} and train; keep the one that is meant");
        CheckSource(teacher, "teacher", binder, require);
        foreach (var (index, other) in (teacher.Others ?? []).Index())
        {
            var at = $"teacher.others[{index}]";
            require(other.IsLoaded, at, $"{at}.checkpoint is missing; name the file of its weights, or an ONNX file with {at}.onnx");
            CheckSource(other, at, binder, require);
        }
        CheckReviewKd(teacher, recipe.Distill, "distill", require);
        foreach (var (index, arm) in recipe.Compare.Arms.Index())
            CheckReviewKd(teacher, arm.Distill, $"compare.arms[{index}].distill", require);
    }

    private static void CheckSource(TeacherSourceSection teacher, string at, RecipeBinder binder, Action<bool, string, string> require)
    {
        // What only one kind of teacher understands is refused for the others, so that no key is silently without effect.
        void Forbid(string[] keys, string why)
        {
            foreach (var key in keys)
                require(!binder.Names($"{at}.{key}"), $"{at}.{key}", $"{at}.{key} {why}; remove it");
        }

        if (teacher.Onnx is null)
        {
            require(teacher.Model is not null, at, $"{at}.model is missing; name a network of the zoo, or an ONNX file with {at}.onnx");
            RecipeChecks.CheckModel(teacher.Model!, NetworkOptions.Of(teacher), at, require);
            Forbid(["output", "tokens", "layout", "device"], "belongs to an ONNX teacher, and this one is a network of the zoo");
        }
        else
        {
            Forbid(["model", "checkpoint", "width", "stem", "stage2Stride"], $"stands beside {at}.onnx, which says by itself what the network is");
        }
        if (!teacher.IsLoaded)
        {
            Forbid(["imageSize", "channels", "scale", "normalize", "labels"],
                "belongs to a teacher from a file, and this one is trained here on the images and classes of data");
        }
        CheckPixels(teacher, at, require);
        require(teacher.Labels is not { Count: 0 }, $"{at}.labels", $"{at}.labels is empty; name the classes in the order of the logits, or remove the key");
    }

    private static void CheckPixels(TeacherSourceSection teacher, string at, Action<bool, string, string> require)
    {
        if (teacher.Normalize is not { } normalize)
            return;
        require(normalize.Mean.Count == 3, $"{at}.normalize.mean", $"{at}.normalize.mean wants three numbers: red, green, blue");
        require(normalize.Std.Count == 3, $"{at}.normalize.std", $"{at}.normalize.std wants three numbers: red, green, blue");
        require(teacher.Scale is not null || normalize.Mean.Concat(normalize.Std).All(value => value <= 1), $"{at}.normalize",
            $"{at}.normalize has a number above 1, but pixels go from 0 to 1; set {at}.scale: 255, or give the numbers for pixels from 0 to 1");
    }

    private static void CheckReviewKd(TeacherSection teacher, DistillSection distill, string at, Action<bool, string, string> require) =>
        require(teacher.Onnx is null || distill.Method != "reviewkd" || distill.ReviewKd.TeacherFeatures.Count > 0, $"{at}.reviewKd",
            $"{at}.reviewKd needs teacherFeatures and studentFeatures: an ONNX teacher has no stages that could be taken instead; name tensors of the file");
}
