namespace EdgeKd.Edge;

/// <summary>What a machine's clocks said while it was measured.</summary>
/// <param name="WallSeconds">The time that passed by the clock of the day.</param>
/// <param name="MonotonicSeconds">The time that passed by the clock that nobody sets.</param>
/// <param name="StartFrequencyKhz">The processor's clock at the start; null where the system does not tell.</param>
/// <param name="EndFrequencyKhz">The processor's clock at the end; null where the system does not tell.</param>
public sealed record MeasurementConditions(double WallSeconds, double MonotonicSeconds, long? StartFrequencyKhz = null, long? EndFrequencyKhz = null)
{
    /// <summary>Runs something and notes the clocks before and after it.</summary>
    internal static MeasurementConditions Of(Action measure, TimeProvider clock)
    {
        var (wall, monotonic, frequency) = (clock.GetUtcNow(), clock.GetTimestamp(), CpuFrequency.CurrentKhz());
        measure();
        return new MeasurementConditions(
            (clock.GetUtcNow() - wall).TotalSeconds, clock.GetElapsedTime(monotonic).TotalSeconds, frequency, CpuFrequency.CurrentKhz());
    }
}
