using EdgeKd.Data;
using EdgeKd.Onnx;

namespace EdgeKd.Pipeline.Diffing;

/// <summary>What differs between two releases.</summary>
public sealed record ReleaseDiff
{
    /// <summary>The earlier one, name and version.</summary>
    public required string Before { get; init; }

    /// <summary>The later one, name and version.</summary>
    public required string After { get; init; }

    /// <summary>The settings that differ; null where one of the bundles holds no recipe.</summary>
    public IReadOnlyList<SettingChange>? Recipe { get; init; }

    /// <summary>What they were made from.</summary>
    public required IReadOnlyList<SourceChange> Sources { get; init; }

    /// <summary>How many images were added, removed and so on; null where one of the releases keeps no list of its images.</summary>
    public IReadOnlyDictionary<DataChangeKind, int>? Images { get; init; }

    /// <summary>The float models' constants; null where one of the releases has no float model.</summary>
    public IReadOnlyList<WeightChange>? Weights { get; init; }

    /// <summary>Whether both answered the same test images, so that they can be compared image by image.</summary>
    public required bool SameTestImages { get; init; }

    /// <summary>The SHA-256 of the later release's test images.</summary>
    public required string TestSetSha256 { get; init; }

    /// <summary>The precisions that both have, in the order of the later release.</summary>
    public required IReadOnlyList<PrecisionDiff> Precisions { get; init; }
}
