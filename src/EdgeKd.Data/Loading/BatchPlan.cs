using System.Collections.Concurrent;
using EdgeKd.Data.Augmentation;
using EdgeKd.Data.Encoded;
using EdgeKd.Data.Imaging;
using EdgeKd.Data.Mixing;
using EdgeKd.Data.Randomness;
using EdgeKd.Data.Sampling;
using TorchSharp;

namespace EdgeKd.Data.Loading;

/// <summary>Which images make a batch, and how: everything about loading that does not depend on threads.</summary>
internal sealed class BatchPlan
{
    private readonly IImageSet _set;
    private readonly BatchLoaderOptions _options;
    private readonly AugmentationOptions _augmentation;
    private readonly NormalizationTable _normalization;
    private readonly EpochOrder _order;
    private readonly ImageMixer? _mixer;
    private readonly ConcurrentBag<float[]> _spare = [];
    private readonly ConcurrentBag<byte[]> _spareBytes = [];

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
        _order = new EpochOrder(set, options);
        _mixer = _augmentation.Mixes ? new ImageMixer(_augmentation, set, ImageSize, AugmentationSeed) : null;
        BatchCount = options.DropLast ? set.Count / options.BatchSize : (set.Count + options.BatchSize - 1) / options.BatchSize;
        if (BatchCount == 0) throw new ArgumentException($"{set.Count} images give no whole batch of {options.BatchSize}; make the batch smaller or keep the last one");
    }

    public int BatchCount { get; }

    public int ImageSize { get; }

    /// <summary>The images of an epoch.</summary>
    public ImageView[] Order(int epoch) => _order.Of(epoch);

    /// <summary>Tells the set what will be read from a batch on.</summary>
    public void Expect(ImageView[] order, int firstBatch)
    {
        if (_set is IReadAhead ahead) ahead.Expect(Array.ConvertAll(order[Math.Min(order.Length, firstBatch * _options.BatchSize)..], shown => shown.Index));
    }

    /// <summary>Takes the pixels of a batch back: of 64 images at 224×224 they are 38 MB, which would else be new for every batch.</summary>
    public void Reuse(LoadedBatch batch)
    {
        if (batch.Indices.Length != _options.BatchSize) return;
        if (batch.Bytes is { } bytes) _spareBytes.Add(bytes);
        else _spare.Add(batch.Pixels);
    }

    /// <summary>What makes the network's input on the device; null where the makers do.</summary>
    public DevicePlacement? NewPlacement() => PlacesOnDevice
        ? new DevicePlacement(_set.Height, _set.Width, ImageSize, _normalization, _options.Device ?? torch.CPU)
        : null;

    private bool PlacesOnDevice => _augmentation.OnlyPlaces && (_options.PlacesOnDevice ?? _options.Device?.type == DeviceType.CUDA);

    /// <summary>What one thread needs to make batches.</summary>
    public Maker NewMaker() => new(this);

    private CounterRandom RandomOf(ImageView image) => new(RandomStream.Augmentation, AugmentationSeed, image.View, image.Index);

    private long AugmentationSeed => _options.AugmentationSeed ?? _options.Seed;

    internal sealed class Maker(BatchPlan plan)
    {
        private readonly byte[] _pixels = new byte[plan._set.Height * plan._set.Width * 3];
        private readonly float[] _partner = new float[plan._mixer is null ? 0 : plan.ImageSize * plan.ImageSize * 3];
        private readonly ImageAugmenter _augmenter = new(plan._augmentation, plan._set.Height, plan._set.Width, plan.ImageSize, plan._normalization);

        public LoadedBatch Make(ImageView[] order, int batch)
        {
            var first = batch * plan._options.BatchSize;
            var shown = order.AsSpan(first, Math.Min(plan._options.BatchSize, order.Length - first)).ToArray();
            if (plan.PlacesOnDevice) return Place(shown);
            var imageLength = plan.ImageSize * plan.ImageSize * 3;
            if (shown.Length != plan._options.BatchSize || !plan._spare.TryTake(out var pixels))
                pixels = GC.AllocateUninitializedArray<float>(shown.Length * imageLength);
            for (var i = 0; i < shown.Length; i++) Augment(shown[i], pixels.AsSpan(i * imageLength, imageLength));
            var made = Named(pixels, shown);
            return plan._mixer is { } mixer ? Mix(made, mixer, imageLength) : made;
        }

        private LoadedBatch Place(ImageView[] shown)
        {
            if (shown.Length != plan._options.BatchSize || !plan._spareBytes.TryTake(out var bytes))
                bytes = GC.AllocateUninitializedArray<byte>(shown.Length * _pixels.Length);
            var places = new long[shown.Length * 3];
            for (var i = 0; i < shown.Length; i++)
            {
                plan._set.CopyPixels(shown[i].Index, bytes.AsSpan(i * _pixels.Length, _pixels.Length));
                var random = plan.RandomOf(shown[i]);
                var (top, left) = CropPosition.Draw(plan._augmentation.CropPadding, plan._set.Height, plan._set.Width, plan.ImageSize, ref random);
                (places[i * 3], places[(i * 3) + 1], places[(i * 3) + 2]) = (top, left, plan._augmentation.HorizontalFlip && random.NextBool() ? 1 : 0);
            }
            return Named([], shown) with { Bytes = bytes, Places = places };
        }

        private LoadedBatch Named(float[] pixels, ImageView[] shown) => new(
            pixels, Array.ConvertAll(shown, image => (long)plan._set.LabelOf(image.Index)),
            Array.ConvertAll(shown, image => image.Index), Array.ConvertAll(shown, image => image.View));

        private LoadedBatch Mix(LoadedBatch made, ImageMixer mixer, int imageLength)
        {
            long[] partnerLabels = [.. made.Labels];
            var shares = new float[made.Indices.Length];
            for (var i = 0; i < shares.Length; i++)
            {
                shares[i] = 1;
                if (mixer.Draw(made.Indices[i], made.Views[i]) is not { } mix) continue;
                Augment(new ImageView(mix.Partner, made.Views[i]), _partner);
                mixer.Apply(mix, made.Pixels.AsSpan(i * imageLength, imageLength), _partner);
                (partnerLabels[i], shares[i]) = (plan._set.LabelOf(mix.Partner), (float)mix.Share);
            }
            return made with { PartnerLabels = partnerLabels, Shares = shares };
        }

        private void Augment(ImageView image, Span<float> destination)
        {
            plan._set.CopyPixels(image.Index, _pixels);
            _augmenter.Apply(_pixels, plan.RandomOf(image), destination);
        }
    }
}
