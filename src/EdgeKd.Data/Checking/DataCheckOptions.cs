namespace EdgeKd.Data;

/// <summary>How a folder of images is checked.</summary>
public sealed record DataCheckOptions
{
    /// <summary>The shortest side that is not tiny, in pixels.</summary>
    public int MinSide { get; init; } = 16;

    /// <summary>How many times the images of the smallest class the largest may have.</summary>
    public double MaxImbalance { get; init; } = 10;

    /// <summary>Files that are decoded at once; what is found does not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Throws when a value cannot be used.</summary>
    /// <exception cref="ArgumentException">Names the option, its value and what is allowed.</exception>
    public void Validate()
    {
        if (MinSide is < 1 or > 4096)
            throw new ArgumentException($"the shortest side {MinSide} has to be 1 to 4096 pixels");
        if (!(MaxImbalance >= 1 && double.IsFinite(MaxImbalance)))
            throw new ArgumentException($"the imbalance {MaxImbalance} has to be 1 or more, such as 10");
        if (Threads < 1)
            throw new ArgumentException($"{Threads} threads have to be 1 or more");
    }
}
