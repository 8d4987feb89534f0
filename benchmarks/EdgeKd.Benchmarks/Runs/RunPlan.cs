namespace EdgeKd.Benchmarks.Runs;

/// <summary>A whole run of kd, and what it takes by the costs of its parts.</summary>
/// <param name="Images">Training images.</param>
/// <param name="ValidationImages">Images that are validated on behind each epoch.</param>
/// <param name="BatchSize">Images a batch.</param>
/// <param name="Epochs">Passes over the training images.</param>
/// <param name="Views">Views of each image that the teacher answers for the cache.</param>
internal sealed record RunPlan(int Images, int ValidationImages, int BatchSize = IRunPart.BatchSize, int Epochs = 40, int Views = 8)
{
    /// <summary>Batches of one view of all training images: the last counts by what it holds.</summary>
    public double ViewBatches => (double)Images / BatchSize;

    /// <summary>Batches of one validation.</summary>
    public double ValidationBatches => (double)ValidationImages / BatchSize;

    /// <summary>The seconds of all epochs.</summary>
    /// <param name="trainSeconds">Seconds that a batch of training takes.</param>
    /// <param name="validateSeconds">Seconds that a batch of validation takes.</param>
    public double EpochsSeconds(double trainSeconds, double validateSeconds) =>
        Epochs * ((ViewBatches * trainSeconds) + (ValidationBatches * validateSeconds));

    /// <summary>The seconds of the cache.</summary>
    /// <param name="cacheSeconds">Seconds that the teacher's answers to a batch take, written.</param>
    public double CacheSeconds(double cacheSeconds) => Views * ViewBatches * cacheSeconds;
}
