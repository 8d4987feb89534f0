namespace EdgeKd.Data;

/// <summary>What a check of a folder of images found.</summary>
/// <param name="Folder">The root of the images: the folder that was named, or the one in it.</param>
/// <param name="Parts">What each part holds.</param>
/// <param name="Kinds">What the codes of the findings mean, in the order of <see cref="FindingKinds.All"/>; none that was not found.</param>
/// <param name="Findings">The findings: errors first, then by kind, then by file.</param>
public sealed record DataCheckReport(string Folder, IReadOnlyList<CheckedPart> Parts, IReadOnlyList<FindingKind> Kinds, IReadOnlyList<Finding> Findings)
{
    /// <summary>Findings that are errors.</summary>
    public int Errors => Count(FindingSeverity.Error);

    /// <summary>Findings that are warnings.</summary>
    public int Warnings => Count(FindingSeverity.Warning);

    /// <summary>Findings that are notes.</summary>
    public int Notes => Count(FindingSeverity.Note);

    /// <summary>Whether there is a finding of this severity or a higher one.</summary>
    /// <param name="severity">The least severity that counts.</param>
    public bool HasAtLeast(FindingSeverity severity) => Findings.Any(finding => finding.Severity >= severity);

    internal static DataCheckReport Of(string folder, IReadOnlyList<CheckedPart> parts, IEnumerable<Finding> findings)
    {
        var places = FindingKinds.All.Index().ToDictionary(kind => kind.Item, kind => kind.Index);
        Finding[] sorted =
        [
            .. findings.OrderByDescending(finding => finding.Severity).ThenBy(finding => places[finding.Kind])
                .ThenBy(finding => finding.Files.Count == 0 ? "" : finding.Files[0], StringComparer.Ordinal),
        ];
        return new DataCheckReport(folder, parts, [.. sorted.Select(finding => finding.Kind).Distinct().OrderBy(kind => places[kind])], sorted);
    }

    private int Count(FindingSeverity severity) => Findings.Count(finding => finding.Severity == severity);
}
