namespace EdgeKd.Edge;

/// <summary>Two blocks of as many runs, timed one after the other.</summary>
/// <param name="RepeatedMs">Of one image over and over, in milliseconds.</param>
/// <param name="DifferentMs">Of different images, in milliseconds.</param>
public sealed record RepetitionPair(double RepeatedMs, double DifferentMs)
{
    /// <summary>What repeating takes of the time of different images.</summary>
    internal double Share => RepeatedMs / DifferentMs;
}
