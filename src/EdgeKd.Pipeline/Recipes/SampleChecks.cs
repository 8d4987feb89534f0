namespace EdgeKd.Pipeline.Recipes;

/// <summary>Rules on which samples a training sees: how classes are drawn and weighed, and what is mixed.</summary>
internal static class SampleChecks
{
    public static void CheckTrain(DataSection data, TrainSection train, string at, Action<bool, string, string> require)
    {
        require(data.ShuffleBuffer == 0 || train.Sampler is null or "shuffled", $"{at}.sampler",
            $"{at}.sampler is {train.Sampler}, which draws from all images at once, but data.shuffleBuffer reads them shard by shard; remove one of the two");
        require(train.Sampler != "balanced" || train.ClassWeights is null or { Kind: "none" }, $"{at}.classWeights",
            $"{at} has sampler: balanced and classWeights, which would make up for rare classes twice; keep one");
        require(train.SelectBy is null || train.Select == "best", $"{at}.selectBy",
            $"{at}.selectBy says which epoch is the best, but {at}.select is {train.Select}; remove one of the two");
    }

    public static void CheckMixing(AugmentSection augment, DistillSection distill, string at, Action<bool, string, string> require) =>
        require(!augment.Mixes || distill.Method != "dkd", $"{at}.method",
            $"{at}.method is dkd, which parts the true class from the others, but data.augment mixes images, so that they have two; choose another method, or remove {Key(augment)}");

    public static void CheckOrder(DataSection data, Action<bool, string, string> require)
    {
        var reads = data.Kind == "shards" && data.Url is not null && data.Keep == "encoded";
        require(!reads || data.ShuffleBuffer > 0, "data.shuffleBuffer",
            "data.shuffleBuffer is 0, which reads from all shards at once, but they are fetched and kept encoded; set it to 10000, say");
        require(!reads || !data.Augment.Mixes, "data.augment",
            $"data.augment has {Key(data.Augment)}, which reads partners from all shards at once, but they are fetched and kept encoded; keep them decoded, or remove it");
    }

    private static string Key(AugmentSection augment) =>
        augment.Mixup is null ? "cutmix" : augment.Cutmix is null ? "mixup" : "mixup and cutmix";
}
