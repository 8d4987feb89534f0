namespace EdgeKd.Pipeline.Recipes;

/// <summary>Recipe section <c>validate</c>: how the shipped model is measured. Keys left out follow the profile.</summary>
public sealed record ValidateSection : RecipeSection
{
    /// <summary>Threads of the runtime while latency is measured, as the device would use.</summary>
    [InRange(1, 256)] public int Threads { get; init; } = 1;

    /// <summary>Runs before latency counts; left out, the profile's own.</summary>
    [InRange(0, 100_000)] public int? WarmUpRuns { get; init; }

    /// <summary>Least number of timed runs; profile <c>release</c> refuses fewer than 1,024.</summary>
    [InRange(1, 10_000_000)] public int? MinRuns { get; init; }

    /// <summary>Least time spent on timed runs, in seconds; profile <c>release</c> refuses less than 60.</summary>
    [InRange(0, 3600)] public double? MinSeconds { get; init; }

    /// <summary>A file that names slices of the test images for the policy's rules, relative to the recipe file: lines of an image's name,
    /// a comma and a slice, such as <c>cat/0001.png,night</c>.</summary>
    public string? Slices { get; init; }

    /// <summary>Where the shipped model runs: each is measured. <c>local</c>, this machine, always is; left out, it is the only one.</summary>
    public IReadOnlyList<TargetSection> Targets { get; init; } = [new() { Name = TargetSection.Local }];
}
