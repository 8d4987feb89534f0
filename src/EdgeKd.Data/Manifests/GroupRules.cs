namespace EdgeKd.Data.Manifests;

/// <summary>What a manifest has to keep where its groups may not be divided.</summary>
internal static class GroupRules
{
    /// <param name="table">The manifest.</param>
    /// <param name="entries">The entries that are used.</param>
    /// <exception cref="InvalidDataException">It names no group, or gives images of one group to two parts.</exception>
    public static void Check(ManifestTable table, int[] entries)
    {
        if (table.GroupNames.Count == 0)
            throw new InvalidDataException($"{table.File}: data.split is by group, and no image has a group; add the column group, or split by image");
        if (table.Parts is not { } parts) return;
        var first = Enumerable.Repeat(-1, table.GroupNames.Count).ToArray();
        foreach (var entry in entries.Where(entry => table.Groups[entry] >= 0).OrderBy(entry => table.Lines[entry]))
        {
            ref var known = ref first[table.Groups[entry]];
            if (known < 0) known = entry;
            if (parts[known] != parts[entry])
            {
                throw ManifestTable.ErrorAt(table.File, table.Lines[entry], $"group '{table.GroupNames.TextOf(table.Groups[entry])}' is in part {parts[entry].ToString().ToLowerInvariant()} here and in "
                    + $"{parts[known].ToString().ToLowerInvariant()} on line {table.Lines[known]}; give it to one part, or set data.split to by image");
            }
        }
    }
}
