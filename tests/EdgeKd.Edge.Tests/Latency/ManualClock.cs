namespace EdgeKd.Edge.Tests.Latency;

/// <summary>A clock that stands still until told otherwise.</summary>
internal sealed class ManualClock : TimeProvider
{
    private long _ticks;
    private long _setBy;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _ticks;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(_ticks + _setBy);

    /// <summary>Sets the clock of the day, which the monotonic one does not take part in.</summary>
    public void Set(double milliseconds) => _setBy += TimeSpan.FromMilliseconds(milliseconds).Ticks;

    public void Advance(double milliseconds) => _ticks += TimeSpan.FromMilliseconds(milliseconds).Ticks;
}
