using EdgeKd.Data.Randomness;
using MathNet.Numerics.Distributions;

namespace EdgeKd.Data.Mixing;

/// <summary>What is mixed into one view of one image.</summary>
/// <param name="Partner">The position of the other image in the set; it may be the image itself.</param>
/// <param name="Share">λ, the own image's share of the label, 0 to 1.</param>
/// <param name="Box">Where the other image is, for cutmix; null: everywhere, by its share.</param>
internal readonly record struct ImageMix(int Partner, double Share, CutBox? Box)
{
    // timm's switch_prob: where both are on, each image draws one of them.
    private const double CutMixShareOfBoth = 0.5;

    /// <summary>Draws it; null where the image stays as it is.</summary>
    /// <param name="mixup">Null: no image is added to another.</param>
    /// <param name="cutMix">Null: no image gets a box of another. With <paramref name="mixup"/> too, one of the two is drawn at even
    /// chances, and then happens with its own probability.</param>
    /// <param name="partners">The positions that the partner is drawn from, each equally likely.</param>
    /// <param name="size">Height and width of the images, in pixels.</param>
    /// <param name="random">The numbers of this view of this image.</param>
    public static ImageMix? Draw(MixupOptions? mixup, CutMixOptions? cutMix, Range partners, int size, CounterRandom random)
    {
        var cuts = cutMix is not null && (mixup is null || random.NextDouble() < CutMixShareOfBoth);
        var (alpha, probability) = cuts ? (cutMix!.Alpha, cutMix.Probability) : (mixup!.Alpha, mixup.Probability);
        if (random.NextDouble() >= probability) return null;
        var (first, count) = (partners.Start.Value, partners.End.Value - partners.Start.Value);
        var partner = first + random.NextInt(count);
        // The centre first: how many numbers the share takes varies.
        int y = random.NextInt(size), x = random.NextInt(size);
        var share = Beta.Sample(new CounterSource(random), alpha, alpha);
        if (!cuts) return new ImageMix(partner, share, null);
        var box = CutBox.About(y, x, share, size);
        return new ImageMix(partner, box.ShareOutside(size), box);
    }
}
