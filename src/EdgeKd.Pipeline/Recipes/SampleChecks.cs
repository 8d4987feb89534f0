namespace EdgeKd.Pipeline.Recipes;

/// <summary>Rules on which samples a training sees: how classes are drawn and weighed, and what is mixed.</summary>
internal static class SampleChecks
{
    public static void CheckTrain(TrainSection train, string at, Action<bool, string, string> require)
    {
        require(train.Sampler != "balanced" || train.ClassWeights is null or { Kind: "none" }, $"{at}.classWeights",
            $"{at} has sampler: balanced and classWeights, which would make up for rare classes twice; keep one");
        require(train.SelectBy is null || train.Select == "best", $"{at}.selectBy",
            $"{at}.selectBy says which epoch is the best, but {at}.select is {train.Select}; remove one of the two");
    }

    public static void CheckMixing(AugmentSection augment, DistillSection distill, string at, Action<bool, string, string> require) =>
        require(!augment.Mixes || distill.Method != "dkd", $"{at}.method",
            $"{at}.method is dkd, which parts the true class from the others, but data.augment mixes images, so that they have two; choose another method, or remove {Key(augment)}");

    private static string Key(AugmentSection augment) =>
        augment.Mixup is null ? "cutmix" : augment.Cutmix is null ? "mixup" : "mixup and cutmix";
}
