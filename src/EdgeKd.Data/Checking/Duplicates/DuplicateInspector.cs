namespace EdgeKd.Data.Checking;

/// <summary>Finds pictures that are the same, byte for byte or pixel for pixel.</summary>
internal static class DuplicateInspector
{
    /// <summary>The pictures, those with the same pixels together; the groups and their members in the order of the files.</summary>
    public static CheckedPicture[][] Group(IEnumerable<CheckedPicture> pictures) =>
        [.. pictures.GroupBy(picture => picture.Fingerprint.Pixels).Select(group => group.ToArray())];

    /// <summary>What is wrong with the groups of more than one.</summary>
    public static IEnumerable<Finding> Inspect(IEnumerable<CheckedPicture[]> groups)
    {
        foreach (var group in groups.Where(group => group.Length > 1))
        {
            var place = new GroupPlace([.. group.Select(picture => picture.File)]);
            var sameness = group.All(picture => picture.Fingerprint.File == group[0].Fingerprint.File) ? "the same bytes" : "the same pixels";
            if (place.IsAcrossParts) yield return FindingKinds.DuplicateAcrossParts.Of($"{place.Files.Count} files with {sameness} in {place.Parts}", place.Names);
            if (place.IsAcrossClasses) yield return FindingKinds.LabelConflict.Of($"{place.Files.Count} files with {sameness} in {place.Classes}", place.Names);
            if (!place.IsAcrossParts && !place.IsAcrossClasses) yield return FindingKinds.Duplicate.Of($"{place.Files.Count} files with {sameness}", place.Names);
        }
    }
}
