using EdgeKd.Data.Augmentation;
using EdgeKd.Data.Loading;

namespace EdgeKd.Data;

/// <summary>Gives a set in batches, loaded ahead of need on threads of its own.</summary>
/// <remarks>
/// The order depends on (seed, epoch), the augmentation of an image, what is mixed into it included, on (augmentation seed,
/// view, index) alone. The view counts how often the image was drawn before: it is the epoch unless <see cref="ClassSampling"/>
/// draws some classes more often than others, and is taken modulo <see cref="BatchLoaderOptions.Views"/> where there are views.
/// So any number of threads, and any first batch, gives the same bytes. Without shuffling, epoch v is view v of every image in
/// the order of the set. One epoch at a time; not for use from several threads at once.
/// </remarks>
public sealed class BatchLoader : IDisposable
{
    private readonly BatchPlan _plan;
    private readonly BatchLoaderOptions _options;
    private readonly DevicePlacement? _placement;
    private PrefetchQueue? _running;
    private bool _disposed;

    /// <summary>Makes a loader; the set stays the caller's and has to outlive the loader.</summary>
    /// <param name="set">The images.</param>
    /// <param name="o">How to make batches.</param>
    /// <exception cref="ArgumentException">An option cannot be used with this set.</exception>
    public BatchLoader(IImageSet set, BatchLoaderOptions o)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(o);
        if (o.Threads is < 0 or > 1024) throw new ArgumentException($"loader threads {o.Threads} have to be 0 to 1024");
        if (o.Prefetch is < 1 or > 4096) throw new ArgumentException($"prefetched batches {o.Prefetch} have to be 1 to 4096");
        (_plan, _options) = (new BatchPlan(set, o), o);
        _placement = _plan.NewPlacement();
    }

    /// <summary>Batches an epoch.</summary>
    public int BatchCount => _plan.BatchCount;

    /// <summary>The batches of an epoch; leaving the loop early stops the threads.</summary>
    /// <param name="epoch">Which epoch; order and augmentation follow from it.</param>
    /// <param name="firstBatch">How many batches to leave out at the beginning: training goes on where it was stopped.</param>
    /// <param name="ct">Stops the loading.</param>
    /// <returns>Batches that the caller disposes.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="firstBatch"/> is below 0 or above <see cref="BatchCount"/>.</exception>
    /// <exception cref="InvalidOperationException">Another epoch of this loader is being read.</exception>
    /// <exception cref="ObjectDisposedException">The loader is disposed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> was cancelled.</exception>
    public IEnumerable<Batch> Epoch(int epoch, int firstBatch = 0, CancellationToken ct = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstBatch);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(firstBatch, BatchCount);
        ObjectDisposedException.ThrowIf(_disposed, this);
        return Read(epoch, firstBatch, ct);
    }

    /// <summary>Stops the threads.</summary>
    public void Dispose()
    {
        _disposed = true;
        _running?.Dispose();
        _running = null;
        _placement?.Dispose();
    }

    /// <summary>The batches of an epoch before they become tensors.</summary>
    internal IEnumerable<LoadedBatch> Load(int epoch, int firstBatch = 0, CancellationToken ct = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_running is not null) throw new InvalidOperationException("an epoch of this loader is being read; finish it, or use a second loader");
        var order = _plan.Order(epoch);
        _plan.Expect(order, firstBatch);
        if (_options.Threads == 0)
        {
            var maker = _plan.NewMaker();
            for (var batch = firstBatch; batch < BatchCount; batch++)
            {
                ct.ThrowIfCancellationRequested();
                yield return maker.Make(order, batch);
            }
            yield break;
        }
        using var queue = new PrefetchQueue(_plan, order, firstBatch, _options.Threads, _options.Prefetch, ct);
        _running = queue;
        try
        {
            while (queue.TryTake(out var loaded)) yield return loaded;
        }
        finally
        {
            _running = null;
        }
    }

    private IEnumerable<Batch> Read(int epoch, int firstBatch, CancellationToken ct)
    {
        foreach (var loaded in Load(epoch, firstBatch, ct))
        {
            var batch = Batch.From(loaded, _plan.ImageSize, _options.Device, _placement);
            _plan.Reuse(loaded);
            yield return batch;
        }
    }
}
