namespace EdgeKd.Data;

/// <summary>Operations drawn from a fixed set of 14, one after another, all of one strength (Cubuk et al., "RandAugment", 2020).</summary>
/// <param name="Operations">How many operations an image goes through.</param>
/// <param name="Magnitude">Their strength, from 0 to 30.</param>
public sealed record RandAugmentOptions(int Operations = 2, int Magnitude = 9)
{
    /// <summary>The largest <see cref="Magnitude"/>.</summary>
    public const int LargestMagnitude = 30;
}
