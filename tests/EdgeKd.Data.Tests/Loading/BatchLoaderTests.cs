using static TorchSharp.torch;

namespace EdgeKd.Data.Tests.Loading;

[TestFixture]
public class BatchLoaderTests
{
    private static readonly AugmentationOptions Augmentation = new() { CropPadding = 2, HorizontalFlip = true, RotationDegrees = 10 };

    [TestCase(1, 1)]
    [TestCase(2, 4)]
    [TestCase(5, 1)]
    [TestCase(9, 3)]
    public void AnyNumberOfThreadsGivesTheSameBytes(int threads, int prefetch)
    {
        using var set = new MemoryImages(101, 8, 8);
        var options = new BatchLoaderOptions { BatchSize = 10, Shuffle = true, Seed = 5, Threads = 0, Augmentation = Augmentation };
        using var plain = new BatchLoader(set, options);
        using var loader = new BatchLoader(set, options with { Threads = threads, Prefetch = prefetch });
        for (var epoch = 0; epoch < 3; epoch++)
        {
            var expected = plain.Load(epoch).ToArray();
            var actual = loader.Load(epoch).ToArray();
            Assert.That(actual, Has.Length.EqualTo(11));
            for (var b = 0; b < expected.Length; b++)
            {
                Assert.That(actual[b].Indices, Is.EqualTo(expected[b].Indices));
                Assert.That(actual[b].Labels, Is.EqualTo(expected[b].Labels));
                Assert.That(actual[b].Pixels, Is.EqualTo(expected[b].Pixels));
            }
        }
    }

    [Test]
    public void AnImagesAugmentationDoesNotDependOnItsBatch()
    {
        using var set = new MemoryImages(40, 8, 8);
        var options = new BatchLoaderOptions { BatchSize = 40, Seed = 5, Threads = 2, Augmentation = Augmentation };
        using var whole = new BatchLoader(set, options);
        using var shuffled = new BatchLoader(set, options with { BatchSize = 7, Shuffle = true });
        var expected = whole.Load(2).Single();
        foreach (var batch in shuffled.Load(2))
        {
            for (var i = 0; i < batch.Indices.Length; i++)
                Assert.That(batch.Pixels.AsSpan(i * 192, 192).SequenceEqual(expected.Pixels.AsSpan(batch.Indices[i] * 192, 192)));
        }
    }

    [Test]
    public void EveryEpochHasAnOrderAndChangesOfItsOwn()
    {
        using var set = new MemoryImages(64, 8, 8);
        using var loader = new BatchLoader(set, new BatchLoaderOptions { BatchSize = 64, Shuffle = true, Augmentation = Augmentation });
        var first = loader.Load(0).Single();
        var second = loader.Load(1).Single();
        Assert.That(first.Indices.Order(), Is.EqualTo(Enumerable.Range(0, 64)));
        Assert.That(second.Indices, Is.Not.EqualTo(first.Indices));
        Assert.That(loader.Load(0).Single().Pixels, Is.EqualTo(first.Pixels));
    }

    [TestCase(0)]
    [TestCase(3)]
    public void AnEpochGoesOnFromAnyBatch(int threads)
    {
        using var set = new MemoryImages(50, 8, 8);
        using var loader = new BatchLoader(set, new BatchLoaderOptions { BatchSize = 8, Shuffle = true, Threads = threads, Augmentation = Augmentation });
        var all = loader.Load(4).ToArray();
        for (var first = 0; first <= loader.BatchCount; first++)
        {
            var rest = loader.Load(4, first).ToArray();
            Assert.That(rest.Select(b => b.Indices), Is.EqualTo(all.Skip(first).Select(b => b.Indices)));
            Assert.That(rest.SelectMany(b => b.Pixels), Is.EqualTo(all.Skip(first).SelectMany(b => b.Pixels)));
        }
    }

    [TestCase(0)]
    [TestCase(2)]
    public void BatchesStayAsTheyAreWhileLaterOnesAreLoaded(int threads)
    {
        using var set = new MemoryImages(50, 8, 8);
        using var loader = new BatchLoader(set, new BatchLoaderOptions { BatchSize = 8, Shuffle = true, Threads = threads, Augmentation = Augmentation });
        var expected = loader.Load(1).Select(batch => batch.Pixels).ToArray();
        var kept = loader.Epoch(1).ToArray();
        foreach (var (batch, pixels) in kept.Zip(expected))
        {
            using (batch)
            using (var interleaved = batch.Images.permute(0, 2, 3, 1).contiguous())
                Assert.That(interleaved.data<float>().ToArray(), Is.EqualTo(pixels));
        }
        Assert.That(kept, Has.Length.EqualTo(7));
    }

    [TestCase(50, 8, false, 7)]
    [TestCase(50, 8, true, 6)]
    [TestCase(48, 8, true, 6)]
    [TestCase(1, 8, false, 1)]
    [TestCase(8, 8, true, 1)]
    public void BatchesAreCounted(int count, int size, bool dropLast, int expected)
    {
        using var set = new MemoryImages(count, 4, 4);
        using var loader = new BatchLoader(set, new BatchLoaderOptions { BatchSize = size, DropLast = dropLast });
        Assert.That(loader.BatchCount, Is.EqualTo(expected));
        Assert.That(loader.Load(0).Count(), Is.EqualTo(expected));
    }

    [Test]
    public void TensorsAreChannelsLastAndBelongToTheBatch()
    {
        using var set = new MemoryImages(10, 6, 6);
        using var loader = new BatchLoader(set, new BatchLoaderOptions { BatchSize = 4 });
        List<Batch> batches = [];
        using (NewDisposeScope())
        {
            foreach (var batch in loader.Epoch(0)) batches.Add(batch);
        }
        Assert.That(batches.Select(b => b.Count), Is.EqualTo(new[] { 4, 4, 2 }));
        foreach (var batch in batches)
        {
            Assert.That(batch.Images.shape, Is.EqualTo(new long[] { batch.Count, 3, 6, 6 }));
            Assert.That(batch.Images.stride(), Is.EqualTo(new long[] { 108, 1, 18, 3 }));
            Assert.That(batch.Images.dtype, Is.EqualTo(ScalarType.Float32));
            Assert.That(batch.Labels.data<long>().ToArray(), Is.EqualTo(batch.Indices.Select(i => (long)(i % 3))));
            var pixels = new byte[108];
            set.CopyPixels(batch.Indices[1], pixels);
            var input = new float[108];
            Preprocessing.ToModelInput(pixels, 6, 6, Normalization.Symmetric, input);
            using var one = batch.Images[1].contiguous();
            Assert.That(one.data<float>().ToArray(), Is.EqualTo(input));
            batch.Dispose();
        }
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(4)]
    public void AnErrorInAWorkerComesOutAtItsBatch(int threads)
    {
        using var set = new MemoryImages(60, 4, 4) { Broken = 25 };
        using var loader = new BatchLoader(set, new BatchLoaderOptions { BatchSize = 10, Threads = threads });
        var taken = 0;
        Assert.That(() =>
        {
            foreach (var _ in loader.Load(0)) taken++;
        }, Throws.TypeOf<InvalidDataException>().With.Message.EqualTo("image is damaged"));
        Assert.That(taken, Is.EqualTo(2));
        Assert.That(loader.Load(0).Take(2).Count(), Is.EqualTo(2), "the loader can be used again");
    }

    [Test]
    public void LeavingEarlyEndsTheThreads()
    {
        using var set = new CountingImages();
        using var loader = new BatchLoader(set, new BatchLoaderOptions { BatchSize = 5, Threads = 3, Prefetch = 2 });
        foreach (var _ in loader.Load(0)) break;
        // The enumerator's disposal joins the threads, so nothing reads any more.
        var reads = set.Reads;
        Assert.That(loader.Load(1).Count(), Is.EqualTo(loader.BatchCount));
        Assert.That(set.Reads, Is.EqualTo(reads + set.Count));
    }

    [Test]
    public void PrefetchBoundsWhatIsLoadedAhead()
    {
        using var set = new CountingImages();
        using var loader = new BatchLoader(set, new BatchLoaderOptions { BatchSize = 5, Threads = 2, Prefetch = 3 });
        var taken = 0;
        foreach (var _ in loader.Load(0))
        {
            taken++;
            Assert.That(set.Reads, Is.LessThanOrEqualTo((taken + 3) * 5));
        }
    }

    [Test]
    public void DisposingTheLoaderEndsARunningEpoch()
    {
        using var set = new MemoryImages(1000, 4, 4);
        var loader = new BatchLoader(set, new BatchLoaderOptions { BatchSize = 5, Threads = 2 });
        using var epoch = loader.Load(0).GetEnumerator();
        Assert.That(epoch.MoveNext());
        loader.Dispose();
        Assert.That(() =>
        {
            while (epoch.MoveNext())
            {
            }
        }, Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => loader.Epoch(0), Throws.TypeOf<ObjectDisposedException>());
    }

    [TestCase(0)]
    [TestCase(2)]
    public void ACancelledTokenStopsTheEpoch(int threads)
    {
        using var set = new MemoryImages(100, 4, 4);
        using var loader = new BatchLoader(set, new BatchLoaderOptions { BatchSize = 5, Threads = threads });
        using var source = new CancellationTokenSource();
        var taken = 0;
        Assert.That(() =>
        {
            foreach (var _ in loader.Load(0, 0, source.Token))
            {
                if (++taken == 3) source.Cancel();
            }
        }, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(taken, Is.EqualTo(3));
    }

    [Test]
    public void TwoEpochsAtOnceAreRefused()
    {
        using var set = new MemoryImages(100, 4, 4);
        using var loader = new BatchLoader(set, new BatchLoaderOptions { BatchSize = 5 });
        using var first = loader.Load(0).GetEnumerator();
        first.MoveNext();
        Assert.That(() => loader.Load(1).First(), Throws.InvalidOperationException);
    }

    [Test]
    public void ASmallerImageSizeIsTheCentre()
    {
        using var set = new MemoryImages(1, 9, 8);
        var n = new Normalization([0, 0, 0], [1 / 255f, 1 / 255f, 1 / 255f]);
        using var loader = new BatchLoader(set, new BatchLoaderOptions { ImageSize = 5, Normalization = n, Threads = 0 });
        var batch = loader.Load(0).Single();
        var pixels = new byte[9 * 8 * 3];
        set.CopyPixels(0, pixels);
        for (var y = 0; y < 5; y++)
        for (var x = 0; x < 15; x++)
            Assert.That(batch.Pixels[y * 15 + x], Is.EqualTo((float)pixels[(y + 2) * 24 + 3 + x]).Within(1e-3));
    }

    private static IEnumerable<TestCaseData> BadOptions()
    {
        yield return new TestCaseData(new BatchLoaderOptions { BatchSize = 0 }).SetArgDisplayNames("batch size 0");
        yield return new TestCaseData(new BatchLoaderOptions { Threads = -1 }).SetArgDisplayNames("threads -1");
        yield return new TestCaseData(new BatchLoaderOptions { Prefetch = 0 }).SetArgDisplayNames("prefetch 0");
        yield return new TestCaseData(new BatchLoaderOptions { ImageSize = 9 }).SetArgDisplayNames("larger than the images");
        yield return new TestCaseData(new BatchLoaderOptions { BatchSize = 11, DropLast = true }).SetArgDisplayNames("no whole batch");
        yield return new TestCaseData(new BatchLoaderOptions { Augmentation = new AugmentationOptions { CropPadding = -1 } }).SetArgDisplayNames("padding -1");
    }

    [TestCaseSource(nameof(BadOptions))]
    public void OptionsOutOfRangeAreRefused(BatchLoaderOptions options)
    {
        using var set = new MemoryImages(10, 8, 8);
        Assert.That(() => new BatchLoader(set, options), Throws.ArgumentException);
    }

    [TestCase(-1)]
    [TestCase(3)]
    public void AFirstBatchOutOfRangeIsRefused(int first)
    {
        using var set = new MemoryImages(10, 8, 8);
        using var loader = new BatchLoader(set, new BatchLoaderOptions { BatchSize = 5 });
        Assert.That(() => loader.Epoch(0, first), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private sealed class CountingImages : IImageSet
    {
        private readonly MemoryImages _images = new(200, 4, 4);
        private int _reads;

        public int Reads => Volatile.Read(ref _reads);

        public int Count => _images.Count;

        public int Height => 4;

        public int Width => 4;

        public IReadOnlyList<string> ClassNames => _images.ClassNames;

        public int LabelOf(int index) => _images.LabelOf(index);

        public string NameOf(int index) => _images.NameOf(index);

        public void CopyPixels(int index, Span<byte> destination)
        {
            Interlocked.Increment(ref _reads);
            _images.CopyPixels(index, destination);
        }

        public void Dispose()
        {
        }
    }
}
