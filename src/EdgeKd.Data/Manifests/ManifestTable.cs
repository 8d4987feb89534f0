using EdgeKd.Data.Texts;

namespace EdgeKd.Data.Manifests;

/// <summary>The entries of a manifest as they stand in it, column by column.</summary>
/// <remarks>Two million entries take some 250 MB, most of it their paths.</remarks>
internal sealed record ManifestTable
{
    /// <summary>The manifest file, as it was given.</summary>
    public required string File { get; init; }

    /// <summary>The paths, each with slashes and below one of the roots; no two are the same.</summary>
    public required Utf8Strings Paths { get; init; }

    /// <summary>The labels that occur.</summary>
    public required Utf8Strings LabelNames { get; init; }

    /// <summary>A number of <see cref="LabelNames"/> an entry.</summary>
    public required int[] Labels { get; init; }

    /// <summary>The groups that occur.</summary>
    public required Utf8Strings GroupNames { get; init; }

    /// <summary>A number of <see cref="GroupNames"/> an entry; −1: the image is a group of its own.</summary>
    public required int[] Groups { get; init; }

    /// <summary>The part of each entry; null where the manifest names none.</summary>
    public required ImagePart[]? Parts { get; init; }

    /// <summary>The line of each entry, counted from 1.</summary>
    public required int[] Lines { get; init; }

    /// <summary>Keys or columns that mean nothing here.</summary>
    public required IReadOnlyList<string> UnknownColumns { get; init; }

    public int Count => Labels.Length;

    /// <summary>The error of a line.</summary>
    public static InvalidDataException ErrorAt(string file, int line, string problem) => new($"{file}:{line}: {problem}");
}
