namespace EdgeKd.Release;

/// <summary>One release in the list of a model's releases.</summary>
/// <param name="Entry">How it became a release.</param>
/// <param name="Baseline">What it is.</param>
/// <param name="IsCurrent">Whether later candidates are compared with it.</param>
/// <param name="RolledBackOn">The day of the last change that put another release in its place by rolling back; null where there is none.</param>
public sealed record RegisteredRelease(HistoryEntry Entry, ReleasedBaseline Baseline, bool IsCurrent, DateOnly? RolledBackOn);
