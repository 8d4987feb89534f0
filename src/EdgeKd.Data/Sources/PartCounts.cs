namespace EdgeKd.Data.Sources;

/// <summary>What is left of a part once damaged images are left out.</summary>
internal static class PartCounts
{
    /// <exception cref="InvalidDataException">Nothing is left, or nothing of a class.</exception>
    public static PartSummary Checked(int count, int[] perClass, IReadOnlyList<string> classNames, string partName)
    {
        var label = Array.IndexOf(perClass, 0);
        if (label >= 0) throw new InvalidDataException($"class '{classNames[label]}' has no {partName} image that can be read; mend or remove it");
        if (count == 0) throw new InvalidDataException($"no {partName} image can be read; mend them");
        return new PartSummary(count, perClass);
    }
}
