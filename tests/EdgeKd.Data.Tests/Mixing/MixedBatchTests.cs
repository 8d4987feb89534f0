using EdgeKd.Data.Mixing;
using EdgeKd.Data.Randomness;

namespace EdgeKd.Data.Tests.Mixing;

[TestFixture]
public class MixedBatchTests
{
    private const int Side = 8, ImageLength = Side * Side * 3;

    private static readonly AugmentationOptions Plain = new()
    {
        CropPadding = 2, HorizontalFlip = true, RandomErasing = new RandomErasingOptions(),
    };

    private static readonly AugmentationOptions Both = Plain with { Mixup = new MixupOptions(1), CutMix = new CutMixOptions(1, 1) };

    private static readonly BatchLoaderOptions Options = new()
    {
        BatchSize = 10, Shuffle = true, ClassSampling = ClassSampling.Balanced, Seed = 5, AugmentationSeed = 11, Views = 3, Threads = 0, Augmentation = Both,
    };

    [TestCase(1, 1)]
    [TestCase(2, 4)]
    [TestCase(4, 3)]
    public void AnyNumberOfThreadsGivesTheSameBytes(int threads, int prefetch)
    {
        using var set = Uneven();
        using BatchLoader plain = new(set, Options), loader = new(set, Options with { Threads = threads, Prefetch = prefetch });
        for (var epoch = 0; epoch < 3; epoch++)
            AssertEqual(loader.Load(epoch), plain.Load(epoch));
    }

    [TestCase(0)]
    [TestCase(3)]
    public void AnEpochGoesOnFromAnyBatch(int threads)
    {
        using var set = Uneven();
        using var loader = new BatchLoader(set, Options with { Threads = threads });
        var all = loader.Load(2).ToArray();
        for (var first = 0; first <= loader.BatchCount; first++)
            AssertEqual(loader.Load(2, first), all.Skip(first));
    }

    // The second implementation: mixes, pixel by pixel, what a loader without mixing gives of both images.
    [TestCase("mixup")]
    [TestCase("cutmix")]
    [TestCase("both")]
    public void ABatchIsTheMixOfTheImagesAsTheyAreAlone(string kind)
    {
        using var set = Uneven();
        var mixing = new AugmentationOptions { Mixup = kind == "cutmix" ? null : Both.Mixup, CutMix = kind == "mixup" ? null : Both.CutMix };
        using var loader = new BatchLoader(set, Options with { Augmentation = Plain with { Mixup = mixing.Mixup, CutMix = mixing.CutMix } });
        var alone = Enumerable.Range(0, 3).Select(view => InOrder(set, Plain, view)).ToArray();
        var mixed = 0;
        foreach (var batch in loader.Load(1))
        {
            for (var i = 0; i < batch.Indices.Length; i++)
            {
                var (index, view) = (batch.Indices[i], batch.Views[i]);
                var own = alone[view].AsSpan(index * ImageLength, ImageLength);
                var actual = batch.Pixels.AsSpan(i * ImageLength, ImageLength);
                if (ImageMix.Draw(mixing.Mixup, mixing.CutMix, ..set.Count, Side, new CounterRandom(RandomStream.Mixing, 11, view, index)) is not { } mix)
                {
                    Assert.That((batch.Shares![i], batch.PartnerLabels![i]), Is.EqualTo((1f, batch.Labels[i])));
                    Assert.That(actual.SequenceEqual(own));
                    continue;
                }
                mixed++;
                var partner = alone[view].AsSpan(mix.Partner * ImageLength, ImageLength);
                Assert.That(batch.PartnerLabels![i], Is.EqualTo(set.LabelOf(mix.Partner)));
                Assert.That(batch.Labels[i], Is.EqualTo(set.LabelOf(index)));
                Assert.That(actual.ToArray(), Is.EqualTo(Naive(own, partner, mix)).Within(1e-6));
                Assert.That(batch.Shares![i], Is.EqualTo(mix.Share).Within(1e-6));
            }
        }
        Assert.That(mixed, Is.GreaterThan(set.Count / 2));
    }

    [Test]
    public void AViewOfAnImageIsMixedAlikeInEveryBatchAndOrder()
    {
        using var set = Uneven();
        using var loader = new BatchLoader(set, Options with { Seed = 99 });
        var ordered = Enumerable.Range(0, 3).Select(view => InOrder(set, Both, view)).ToArray();
        foreach (var batch in loader.Load(4))
            for (var i = 0; i < batch.Indices.Length; i++)
                Assert.That(batch.Pixels.AsSpan(i * ImageLength, ImageLength).SequenceEqual(ordered[batch.Views[i]].AsSpan(batch.Indices[i] * ImageLength, ImageLength)));
    }

    [Test]
    public void LabelledImagesLookAlikeWithAndWithoutUnlabelledOnesBehindThem()
    {
        using var labelled = Uneven();
        using var both = new ConcatenatedImages(Uneven(), new MemoryImages(30, Side, Side) { Label = _ => -1 });
        Assert.That(InOrder(both, Both, 1)[..(labelled.Count * ImageLength)], Is.EqualTo(InOrder(labelled, Both, 1)));
        using var loader = new BatchLoader(both, Options with { ClassSampling = ClassSampling.Proportional, BatchSize = both.Count, Shuffle = false });
        var batch = loader.Load(0).Single();
        Assert.That(batch.PartnerLabels![..labelled.Count], Is.All.GreaterThanOrEqualTo(0));
        Assert.That(batch.PartnerLabels![labelled.Count..], Has.Some.GreaterThanOrEqualTo(0).And.Some.EqualTo(-1), "the others draw from all");
    }

    [Test]
    public void TensorsCarryWhatIsMixed()
    {
        using var set = Uneven();
        using var loader = new BatchLoader(set, Options);
        var loaded = loader.Load(0).First();
        using var batch = loader.Epoch(0).First();
        Assert.That(batch.Mixed!.PartnerLabels.data<long>().ToArray(), Is.EqualTo(loaded.PartnerLabels));
        Assert.That(batch.Mixed.Shares.data<float>().ToArray(), Is.EqualTo(loaded.Shares));
        using var larger = batch.Mixed.Larger(batch.Labels);
        Assert.That(larger.data<long>().ToArray(), Is.EqualTo(loaded.Shares!.Select((share, i) => share >= 0.5f ? loaded.Labels[i] : loaded.PartnerLabels![i])));
        using var unmixed = new BatchLoader(set, Options with { Augmentation = Plain });
        using var plain = unmixed.Epoch(0).First();
        Assert.That(plain.Mixed, Is.Null);
    }

    private static IEnumerable<TestCaseData> BadOptions()
    {
        yield return new TestCaseData(new AugmentationOptions { Mixup = new MixupOptions(0.01) }, "mixup alpha 0.01");
        yield return new TestCaseData(new AugmentationOptions { Mixup = new MixupOptions(double.NaN) }, "mixup alpha NaN");
        yield return new TestCaseData(new AugmentationOptions { Mixup = new MixupOptions(1, 1.1) }, "mixup probability 1.1");
        yield return new TestCaseData(new AugmentationOptions { CutMix = new CutMixOptions(101) }, "cutmix alpha 101");
        yield return new TestCaseData(new AugmentationOptions { CutMix = new CutMixOptions(1, -0.5) }, "cutmix probability -0.5");
    }

    [TestCaseSource(nameof(BadOptions))]
    public void ASettingOutOfRangeIsNamed(AugmentationOptions options, string words) =>
        Assert.That(options.Validate, Throws.ArgumentException.With.Message.Contains(words));

    private static float[] Naive(ReadOnlySpan<float> own, ReadOnlySpan<float> partner, ImageMix mix)
    {
        var result = new float[ImageLength];
        for (var y = 0; y < Side; y++)
        for (var x = 0; x < Side; x++)
        for (var c = 0; c < 3; c++)
        {
            var at = (y * Side + x) * 3 + c;
            var isInside = mix.Box is { } box && y >= box.Top && y < box.Top + box.Height && x >= box.Left && x < box.Left + box.Width;
            result[at] = mix.Box is null ? (float)(mix.Share * own[at] + (1 - mix.Share) * partner[at]) : isInside ? partner[at] : own[at];
        }
        return result;
    }

    private static float[] InOrder(IImageSet set, AugmentationOptions augmentation, int view)
    {
        using var loader = new BatchLoader(set, Options with
        {
            Shuffle = false, ClassSampling = ClassSampling.Proportional, Views = 0, Augmentation = augmentation, BatchSize = 16,
        });
        return [.. loader.Load(view).SelectMany(batch => batch.Pixels)];
    }

    private static void AssertEqual(IEnumerable<LoadedBatch> actual, IEnumerable<LoadedBatch> expected)
    {
        LoadedBatch[] made = [.. actual], wanted = [.. expected];
        Assert.That(made, Has.Length.EqualTo(wanted.Length));
        for (var b = 0; b < made.Length; b++)
        {
            Assert.That(made[b].Indices, Is.EqualTo(wanted[b].Indices));
            Assert.That(made[b].Views, Is.EqualTo(wanted[b].Views));
            Assert.That(made[b].Labels, Is.EqualTo(wanted[b].Labels));
            Assert.That(made[b].PartnerLabels, Is.EqualTo(wanted[b].PartnerLabels));
            Assert.That(made[b].Shares, Is.EqualTo(wanted[b].Shares));
            Assert.That(made[b].Pixels, Is.EqualTo(wanted[b].Pixels));
        }
    }

    private static MemoryImages Uneven() => new(101, Side, Side) { Label = index => index < 80 ? 0 : index < 97 ? 1 : 2 };
}
