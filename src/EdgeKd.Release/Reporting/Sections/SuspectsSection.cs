namespace EdgeKd.Release;

/// <summary>Images whose label is likely wrong: what is amiss with the data rather than with the model.</summary>
internal static class SuspectsSection
{
    public static ReportSection? Of(ReleaseReport report) => report.Suspects is not { } suspects ? null : new(
        "suspects",
        "Likely label errors",
        suspects.Count == 0
            ? [new TextBlock("The teacher agrees with every label.")]
            : [
                new TextBlock("The teacher is sure of another class than the label. Look at these before blaming the model: correct the labels that are wrong, and train again."),
                new PicturesBlock($"The {Words.Plural(suspects.Count, "likeliest error", "likeliest errors")}, the likeliest first", "teacher", suspects),
            ]);
}
