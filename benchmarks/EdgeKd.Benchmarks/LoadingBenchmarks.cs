using System.Diagnostics;
using System.Globalization;
using EdgeKd.Data;

namespace EdgeKd.Benchmarks;

/// <summary>Augmented images a second on two loader threads, beside torchvision's DataLoader with two workers where Debian's
/// python3-torchvision is installed: rounds in turns, medians. Processor time an image tells them apart on a busy machine, too.</summary>
internal static class LoadingBenchmarks
{
    private const int Rounds = 5, Threads = 2;
    private const string Peer = "torchvision";

    /// <summary>Measures 32×32 images from the decoded cache, and 224×224 ones of JPEG files.</summary>
    public static IEnumerable<Measurement> Run(IImageSet images, string folder, double seconds)
    {
        var bytes = Path.Combine(folder, "images-32.bin");
        BenchmarkImages.WriteBytes(images, bytes);
        var small = new BatchLoaderOptions { BatchSize = 128, Shuffle = true, DropLast = true, Threads = Threads, Augmentation = new() { CropPadding = 4, HorizontalFlip = true } };
        foreach (var measurement in InTurns([("32×32 crop and flip, decoded cache", () => Measure(images, small, seconds))], bytes, small.BatchSize, seconds))
            yield return measurement;

        var photos = Path.Combine(folder, "photos");
        BenchmarkPhotos.Write(photos);
        var fromFolder = new DataOptions { Kind = "image-folder", Path = photos, ImageSize = 224, StoredSize = 256, Mixed = true, Keep = "encoded" };
        var shards = Path.Combine(folder, "photo-shards");
        if (!Directory.Exists(shards)) Sharding.Write(fromFolder, shards, new ShardingOptions { Samples = 250 }, null, CancellationToken.None);
        var fromShards = fromFolder with { Kind = "shards", Path = shards };
        var fromCache = fromFolder with { Keep = "decoded" };
        using IImageSet files = Prepare(fromFolder, folder), inShards = Prepare(fromShards, folder), decoded = Prepare(fromCache, folder);
        var large = new BatchLoaderOptions
        {
            BatchSize = 64, Shuffle = true, DropLast = true, Threads = Threads, ShuffleBuffer = 1000, ShardSamples = 250, ImageSize = 224,
            Augmentation = new() { RandomResizedCrop = new RandomResizedCropOptions(), HorizontalFlip = true },
        };
        (string, Func<LoadingRate>)[] ours =
        [
            ("224×224 random resized crop and flip, JPEG files", () => Measure(files, large, seconds)),
            ("the same from shards", () => Measure(inShards, large, seconds)),
            ("the same from the decoded cache, 256×256", () => Measure(decoded, large, seconds)),
        ];
        foreach (var measurement in InTurns(ours, Path.Combine(photos, "train"), large.BatchSize, seconds))
            yield return measurement;
    }

    private static IEnumerable<Measurement> InTurns((string Name, Func<LoadingRate> Measure)[] ours, string peerImages, int batchSize, double seconds)
    {
        var measures = ours.Select(one => one.Measure).ToList();
        if (HasPeer.Value) measures.Add(() => MeasurePeer(peerImages, batchSize, seconds));
        var results = measures.Select(_ => new List<LoadingRate>()).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < results.Length; i++) results[i].Add(measures[i]());
        }
        var peer = HasPeer.Value ? results[^1] : null;
        for (var i = 0; i < ours.Length; i++)
        {
            yield return Measured(ours[i].Name, "images/s", results[i], peer, rate => rate.ImagesPerSecond);
            yield return Measured($"{ours[i].Name}, processor time an image", "ms", results[i], peer, rate => rate.CpuMsPerImage);
        }
    }

    private static Measurement Measured(string name, string unit, List<LoadingRate> ours, List<LoadingRate>? peers, Func<LoadingRate, double> value) =>
        new("loading", name, Median(ours, value), unit, peers is null ? null : Peer, peers is null ? null : Median(peers, value));

    private static readonly Lazy<bool> HasPeer = new(() =>
    {
        try
        {
            PythonPeer.Run("import torch, torchvision, numpy, PIL");
            return true;
        }
        catch (InvalidOperationException e)
        {
            Console.WriteLine($"  loading: no comparison with {Peer}; install python3-torchvision for one ({e.Message.Trim().Split('\n')[^1]})");
            return false;
        }
    });

    private static LoadingRate MeasurePeer(string images, int batchSize, double seconds)
    {
        var script = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "loading.py"));
        var numbers = PythonPeer.Run(script, Path.GetFullPath(images), Text(Threads), Text(batchSize), Text(seconds)).Split(' ');
        return new LoadingRate(double.Parse(numbers[0], CultureInfo.InvariantCulture), double.Parse(numbers[1], CultureInfo.InvariantCulture));
    }

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);

    private static LoadingRate Measure(IImageSet images, BatchLoaderOptions options, double seconds)
    {
        using var loader = new BatchLoader(images, options);
        var watch = new Stopwatch();
        var (step, count, cpu) = (0, 0L, TimeSpan.Zero);
        foreach (var batch in BenchmarkImages.Endless(loader))
        {
            using (batch)
            {
                if (step++ == 3 * Threads) // as many batches as the peer's before it counts
                {
                    cpu = Environment.CpuUsage.TotalTime;
                    watch.Start();
                }
                else if (watch.IsRunning) count += batch.Count;
            }
            if (watch.Elapsed.TotalSeconds >= seconds) break;
        }
        return new LoadingRate(count / watch.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds / count);
    }

    private static IImageSet Prepare(DataOptions options, string folder)
    {
        var prepared = Path.Combine(folder, $"photos-{options.Kind}-{options.Keep}");
        DataPreparation.Prepare(options, prepared, Environment.ProcessorCount, null, CancellationToken.None);
        return options.Keep == "encoded"
            ? EncodedImages.Open(Path.Combine(prepared, DataPreparation.TrainListFile), options)
            : PackedImages.Open(Path.Combine(prepared, DataPreparation.TrainFile));
    }

    private static double Median(List<LoadingRate> rates, Func<LoadingRate, double> value) => rates.Select(value).Order().ElementAt(rates.Count / 2);

    private sealed record LoadingRate(double ImagesPerSecond, double CpuMsPerImage);
}
