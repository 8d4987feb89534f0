namespace TorchSharp;

/// <summary>How many objects were made and freed on a thread.</summary>
public interface ILifetimeStatistics
{
    long CreatedOutsideScopeCount { get; }
    long DisposedOutsideScopeCount { get; }
    long CreatedInScopeCount { get; }
    long DisposedInScopeCount { get; }
    long AttachedToScopeCount { get; }
    long DetachedFromScopeCount { get; }

    /// <summary>Made less disposed. Objects that the garbage collector freed count as live.</summary>
    long ThreadTotalLiveCount { get; }

    /// <summary>Sets all counts to zero.</summary>
    void Reset();
    string ToString();
}

/// <inheritdoc/>
public class LifetimeStatistics : ILifetimeStatistics
{
    public long CreatedOutsideScopeCount { get; internal set; }
    public long DisposedOutsideScopeCount { get; internal set; }
    public long CreatedInScopeCount { get; internal set; }
    public long DisposedInScopeCount { get; internal set; }
    public long AttachedToScopeCount { get; internal set; }
    public long DetachedFromScopeCount { get; internal set; }

    public long ThreadTotalLiveCount =>
        CreatedInScopeCount - DisposedInScopeCount + CreatedOutsideScopeCount - DisposedOutsideScopeCount;

    public void Reset()
    {
        CreatedOutsideScopeCount = DisposedOutsideScopeCount = 0;
        CreatedInScopeCount = DisposedInScopeCount = 0;
        AttachedToScopeCount = DetachedFromScopeCount = 0;
    }

    public override string ToString() =>
        $"ThreadTotalLiveCount: {ThreadTotalLiveCount}; CreatedOutsideScopeCount: {CreatedOutsideScopeCount}; " +
        $"DisposedOutsideScopeCount: {DisposedOutsideScopeCount}; CreatedInScopeCount: {CreatedInScopeCount}; " +
        $"DisposedInScopeCount: {DisposedInScopeCount}; AttachedToScopeCount: {AttachedToScopeCount}; " +
        $"DetachedFromScopeCount: {DetachedFromScopeCount}";
}

/// <summary>The counts of one thread.</summary>
public class ThreadDisposeScopeStatistics : ILifetimeStatistics
{
    internal LifetimeStatistics _TensorStatistics { get; } = new();

    public ILifetimeStatistics TensorStatistics => _TensorStatistics;
    public long CreatedOutsideScopeCount => _TensorStatistics.CreatedOutsideScopeCount;
    public long DisposedOutsideScopeCount => _TensorStatistics.DisposedOutsideScopeCount;
    public long CreatedInScopeCount => _TensorStatistics.CreatedInScopeCount;
    public long DisposedInScopeCount => _TensorStatistics.DisposedInScopeCount;
    public long AttachedToScopeCount => _TensorStatistics.AttachedToScopeCount;
    public long DetachedFromScopeCount => _TensorStatistics.DetachedFromScopeCount;
    public long ThreadTotalLiveCount => _TensorStatistics.ThreadTotalLiveCount;
    public void Reset() => _TensorStatistics.Reset();
    public override string ToString() => _TensorStatistics.ToString();
}
