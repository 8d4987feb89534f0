namespace EdgeKd.Data.Sources;

/// <summary>Counts images over all parts and tells each hundredth.</summary>
internal sealed class ProgressReporter(IProgress<PreparationProgress>? progress, int total)
{
    private readonly int _step = Math.Max(1, total / 100);
    private readonly Lock _lock = new();
    private int _done;

    public void Add(int count, string part)
    {
        if (progress is null) return;
        lock (_lock)
        {
            var before = _done;
            _done += count;
            if (_done / _step != before / _step || _done == total) progress.Report(new PreparationProgress(_done, total) { Step = part });
        }
    }
}
