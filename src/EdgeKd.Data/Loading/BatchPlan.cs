using System.Collections.Concurrent;
using EdgeKd.Data.Augmentation;
using EdgeKd.Data.Encoded;
using EdgeKd.Data.Imaging;
using EdgeKd.Data.Randomness;

namespace EdgeKd.Data.Loading;

/// <summary>Which images make a batch, and how: everything about loading that does not depend on threads.</summary>
internal sealed class BatchPlan
{
    private readonly IImageSet _set;
    private readonly BatchLoaderOptions _options;
    private readonly AugmentationOptions _augmentation;
    private readonly NormalizationTable _normalization;
    private readonly ConcurrentBag<float[]> _spare = [];

    public BatchPlan(IImageSet set, BatchLoaderOptions options)
    {
        if (options.BatchSize is < 1 or > 1 << 20) throw new ArgumentException($"batch size {options.BatchSize} has to be 1 to 1048576");
        if (options.Views < 0) throw new ArgumentException($"views {options.Views} have to be 1 or more (0: every epoch is a view of its own)");
        if (options.ShuffleBuffer < 0) throw new ArgumentException($"shuffle buffer {options.ShuffleBuffer} has to be 1 or more images (0: all are permuted)");
        if (options.ShardSamples < 1) throw new ArgumentException($"shard samples {options.ShardSamples} have to be 1 or more");
        if (set.Count < 1) throw new ArgumentException("the set holds no images");
        (_set, _options, _augmentation) = (set, options, options.Augmentation ?? new AugmentationOptions());
        _augmentation.Validate();
        ImageSize = options.ImageSize == 0 ? Math.Min(set.Height, set.Width) : options.ImageSize;
        var room = Math.Min(set.Height, set.Width) + 2 * _augmentation.CropPadding;
        if (ImageSize < 1 || (_augmentation.RandomResizedCrop is null && ImageSize > room))
            throw new ArgumentException($"image size {ImageSize} does not fit into images of {set.Height}×{set.Width} pixels; prepare the data at that size");
        _normalization = new NormalizationTable(options.Normalization);
        BatchCount = options.DropLast ? set.Count / options.BatchSize : (set.Count + options.BatchSize - 1) / options.BatchSize;
        if (BatchCount == 0) throw new ArgumentException($"{set.Count} images give no whole batch of {options.BatchSize}; make the batch smaller or keep the last one");
    }

    public int BatchCount { get; }

    public int ImageSize { get; }

    public int[] Order(int epoch)
    {
        if (_options.Shuffle) return EpochOrder.Shuffled(_set.Count, _options.ShuffleBuffer, _options.ShardSamples, _options.Seed, epoch);
        var order = new int[_set.Count];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        return order;
    }

    /// <summary>Tells the set what will be read from a batch on.</summary>
    public void Expect(int[] order, int firstBatch) =>
        (_set as IReadAhead)?.Expect(order.AsSpan(Math.Min(order.Length, firstBatch * _options.BatchSize)));

    /// <summary>Takes the pixels of a batch back: of 64 images at 224×224 they are 38 MB, which would else be new for every batch.</summary>
    public void Reuse(LoadedBatch batch)
    {
        if (batch.Indices.Length == _options.BatchSize) _spare.Add(batch.Pixels);
    }

    /// <summary>Which view of the images an epoch shows.</summary>
    public int View(int epoch) => _options.Views == 0 ? epoch : epoch % _options.Views;

    /// <summary>What one thread needs to make batches.</summary>
    public Maker NewMaker() => new(this);

    internal sealed class Maker(BatchPlan plan)
    {
        private readonly byte[] _pixels = new byte[plan._set.Height * plan._set.Width * 3];
        private readonly ImageAugmenter _augmenter = new(plan._augmentation, plan._set.Height, plan._set.Width, plan.ImageSize, plan._normalization);

        public LoadedBatch Make(int[] order, int epoch, int batch)
        {
            var first = batch * plan._options.BatchSize;
            var indices = order.AsSpan(first, Math.Min(plan._options.BatchSize, order.Length - first)).ToArray();
            var view = plan.View(epoch);
            var seed = plan._options.AugmentationSeed ?? plan._options.Seed;
            var imageLength = plan.ImageSize * plan.ImageSize * 3;
            if (indices.Length != plan._options.BatchSize || !plan._spare.TryTake(out var pixels))
                pixels = GC.AllocateUninitializedArray<float>(indices.Length * imageLength);
            var labels = new long[indices.Length];
            for (var i = 0; i < indices.Length; i++)
            {
                plan._set.CopyPixels(indices[i], _pixels);
                labels[i] = plan._set.LabelOf(indices[i]);
                var random = new CounterRandom(RandomStream.Augmentation, seed, view, indices[i]);
                _augmenter.Apply(_pixels, random, pixels.AsSpan(i * imageLength, imageLength));
            }
            return new LoadedBatch(pixels, labels, indices, view);
        }
    }
}
