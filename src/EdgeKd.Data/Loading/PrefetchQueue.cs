using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using EdgeKd.Data.Sampling;

namespace EdgeKd.Data.Loading;

/// <summary>Threads that make the batches of an epoch ahead of need; they are taken in order.</summary>
/// <remarks>A ring of slots: batch b goes to slot b mod n, and is begun only when batch b − n was taken. That bounds the
/// memory, keeps the order, and gives each thread the earliest batch that nobody makes.</remarks>
internal sealed class PrefetchQueue : IDisposable
{
    private readonly object _lock = new();
    private readonly LoadedBatch?[] _ready;
    private readonly Thread[] _threads;
    private readonly BatchPlan _plan;
    private readonly ImageView[] _order;
    private readonly CancellationToken _ct;
    private readonly CancellationTokenRegistration _registration;
    private Exception? _failure;
    private int _next, _taken, _failedBatch;
    private bool _stopped;

    public PrefetchQueue(BatchPlan plan, ImageView[] order, int firstBatch, int threads, int prefetch, CancellationToken ct)
    {
        (_plan, _order, _next, _taken, _ct) = (plan, order, firstBatch, firstBatch, ct);
        _ready = new LoadedBatch?[Math.Max(prefetch, threads)];
        _threads = new Thread[Math.Min(threads, Math.Max(1, plan.BatchCount - firstBatch))];
        for (var i = 0; i < _threads.Length; i++)
        {
            _threads[i] = new Thread(Work) { IsBackground = true, Name = "batch loader" };
            _threads[i].Start();
        }
        _registration = ct.Register(WakeAll);
    }

    /// <summary>Waits for the next batch.</summary>
    /// <returns>False after the last one.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The loader was disposed meanwhile.</exception>
    public bool TryTake([NotNullWhen(true)] out LoadedBatch? batch)
    {
        lock (_lock)
        {
            if (_taken == _plan.BatchCount)
            {
                batch = null;
                return false;
            }
            ref var slot = ref _ready[_taken % _ready.Length];
            while (slot is null && !(_failure is not null && _taken >= _failedBatch) && !_stopped && !_ct.IsCancellationRequested) Monitor.Wait(_lock);
            _ct.ThrowIfCancellationRequested();
            ObjectDisposedException.ThrowIf(_stopped, typeof(BatchLoader));
            if (slot is null) ExceptionDispatchInfo.Throw(_failure!);
            batch = slot;
            slot = null;
            _taken++;
            Monitor.PulseAll(_lock);
            return true;
        }
    }

    /// <summary>Stops the threads and waits until they have ended.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _stopped = true;
            Monitor.PulseAll(_lock);
        }
        _registration.Dispose();
        foreach (var thread in _threads) thread.Join();
    }

    private void Work()
    {
        var batch = int.MinValue;
        try
        {
            var maker = _plan.NewMaker();
            while (TryBegin(out batch))
            {
                var made = maker.Make(_order, batch);
                lock (_lock)
                {
                    _ready[batch % _ready.Length] = made;
                    Monitor.PulseAll(_lock);
                }
            }
        }
        catch (Exception e)
        {
            // The consumer throws it: an exception that leaves a thread would end the process. The batches before the failed
            // one are all begun and still given, so that the error comes at the same place whatever the threads.
            lock (_lock)
            {
                if (_failure is null || batch < _failedBatch) (_failure, _failedBatch) = (e, batch);
                Monitor.PulseAll(_lock);
            }
        }
    }

    private bool TryBegin(out int batch)
    {
        lock (_lock)
        {
            while (!IsOver && _next >= _taken + _ready.Length) Monitor.Wait(_lock);
            batch = _next;
            if (IsOver) return false;
            _next++;
            return true;
        }
    }

    private bool IsOver => _stopped || _failure is not null || _ct.IsCancellationRequested || _next >= _plan.BatchCount;

    private void WakeAll()
    {
        lock (_lock) Monitor.PulseAll(_lock);
    }
}
