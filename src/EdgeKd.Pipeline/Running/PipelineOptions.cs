using EdgeKd.Release;

namespace EdgeKd.Pipeline.Running;

/// <summary>What a run adds to its recipe.</summary>
public sealed record PipelineOptions
{
    /// <summary>Root of the artifact store.</summary>
    public required string ArtifactsFolder { get; init; }

    /// <summary>Folder of the images instead of the recipe's <c>data.path</c>; null leaves the recipe's.</summary>
    public string? DataPath { get; init; }

    /// <summary><c>quick</c> or <c>release</c> instead of the recipe's profile; null leaves the recipe's.</summary>
    public string? Profile { get; init; }

    /// <summary>Threads instead of the recipe's; 0 is one for each processor, null leaves the recipe's.</summary>
    public int? Threads { get; init; }

    /// <summary><c>cpu</c>, <c>cuda</c> or <c>cuda:N</c> instead of the recipe's device; null leaves the recipe's.</summary>
    public string? Device { get; init; }

    /// <summary>Which key signs the bundle; null leaves it unsigned.</summary>
    public SignerChoice? Signing { get; init; }

    /// <summary>Which of the recipe's targets are asked again although they were: a name, or nothing ("") for those that failed; null for
    /// none.</summary>
    public string? TargetsAgain { get; init; }

    /// <summary>Trust file that waivers are checked with, instead of the recipe's <c>gate.trust</c>; null leaves the recipe's.</summary>
    public string? TrustPath { get; init; }

    /// <summary>Folder of the releases; null is <c>releases</c> beside the recipe file.</summary>
    public string? ReleasesFolder { get; init; }
}
