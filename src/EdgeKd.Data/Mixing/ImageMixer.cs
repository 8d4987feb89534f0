using EdgeKd.Data.Randomness;

namespace EdgeKd.Data.Mixing;

/// <summary>Decides what is mixed into each view of each image of a set, and mixes it.</summary>
/// <remarks>Everything follows from (seed, view, index), so that a teacher's kept answer to a view of an image is the answer to
/// the mixed image. Images from the first unlabelled one on draw any partner; those before it, one another alone: what they
/// look like does not depend on whether unlabelled images stand behind them.</remarks>
internal sealed class ImageMixer
{
    private readonly AugmentationOptions _options;
    private readonly IImageSet _set;
    private readonly int _size, _labelled;
    private readonly long _seed;

    /// <param name="options">With at least one way of mixing.</param>
    /// <param name="set">The images.</param>
    /// <param name="size">Height and width of the mixed images, in pixels.</param>
    /// <param name="seed">The augmentation's seed.</param>
    public ImageMixer(AugmentationOptions options, IImageSet set, int size, long seed)
    {
        (_options, _set, _size, _seed) = (options, set, size, seed);
        _labelled = 0;
        while (_labelled < set.Count && set.LabelOf(_labelled) >= 0) _labelled++;
    }

    /// <summary>What is mixed into a view of an image; null: nothing.</summary>
    public ImageMix? Draw(int index, int view)
    {
        var partners = index < _labelled ? .._labelled : .._set.Count;
        return ImageMix.Draw(_options.Mixup, _options.CutMix, partners, _size, new CounterRandom(RandomStream.Mixing, _seed, view, index));
    }

    /// <summary>Mixes in place.</summary>
    /// <param name="mix">How.</param>
    /// <param name="own">size×size×3 normalised values of the own image, channels interleaved.</param>
    /// <param name="partner">Those of the other.</param>
    public void Apply(ImageMix mix, Span<float> own, ReadOnlySpan<float> partner)
    {
        if (mix.Box is { } box)
        {
            for (var y = box.Top; y < box.Top + box.Height; y++)
            {
                var row = (y * _size + box.Left) * 3;
                partner.Slice(row, box.Width * 3).CopyTo(own[row..]);
            }
            return;
        }
        float share = (float)mix.Share, rest = 1 - share;
        for (var i = 0; i < own.Length; i++) own[i] = share * own[i] + rest * partner[i];
    }
}
