using EdgeKd.Benchmarks.Runs;
using EdgeKd.Data;
using MathNet.Numerics.Statistics;

namespace EdgeKd.Benchmarks;

/// <summary>The share of a training step that the loop waits for the loader: kd of MobileNetV2-half with the teacher's answers recalled, the
/// quickest step there is, on 32×32 images with crop and flip in batches of 64.</summary>
internal static class WaitingBenchmarks
{
    /// <summary>Trains some epochs; the first, in which all is cold, does not count.</summary>
    public static IEnumerable<Measurement> Run(IImageSet images, BenchOptions options)
    {
        var folder = Path.Combine(options.Output, "waiting");
        using (var training = new CachedTraining(images, images, folder))
        {
            var epochs = training.Train(training.Batches, 1 + options.Rounds).Skip(1).ToArray();
            var percent = 100 * epochs.Select(epoch => epoch.LoaderWaitShare).Median();
            yield return new("waiting", "share of a step, mobilenetv2-half, kd from a cache, 32×32 crop and flip, batch 64", percent, "%");
        }

        Directory.Delete(folder, recursive: true);
    }
}
