using System.Globalization;
using System.Text;

namespace EdgeKd.Pipeline.Comparing;

/// <summary>A comparison as a Markdown table.</summary>
public static class ComparisonMarkdown
{
    /// <summary>Writes the table, and below it what its columns are.</summary>
    /// <param name="report">The comparison.</param>
    public static string Write(ComparisonReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var culture = CultureInfo.InvariantCulture;
        var text = new StringBuilder();
        string[] headers =
        [
            "arm", "method", .. report.Seeds.Select(seed => $"seed {seed}"), "top-1, mean ± sd", $"against {report.Reference}",
            .. report.HasUnevenClasses ? new[] { "balanced accuracy", $"balanced, against {report.Reference}" } : [], "images/s", "peak memory",
        ];
        text.Append("| ").AppendJoin(" | ", headers.Select(Escape)).Append(" |\n");
        text.Append("|---|---").Append(string.Concat(Enumerable.Repeat("|---:", headers.Length - 2))).Append("|\n");
        foreach (var arm in report.Arms)
        {
            string[] cells =
            [
                arm.Name,
                arm.Method,
                .. report.Seeds.Select(seed => arm.Runs.FirstOrDefault(run => run.Seed == seed) is { } run ? Percent(run.Top1) : ""),
                Spread(arm.MeanTop1, arm.StandardDeviationTop1),
                arm.AgainstReference is { } difference ? Describe(difference) : "-",
                .. report.HasUnevenClasses ? Balanced(arm.Balanced!) : [],
                arm.ImagesPerSecond.ToString("N0", culture),
                string.Create(culture, $"{arm.PeakMemoryBytes / 1e6:N0} MB"),
            ];
            text.Append("| ").AppendJoin(" | ", cells.Select(Escape)).Append(" |\n");
        }
        text.Append(culture, $"\nTop-1 in percent on {report.ValidationCount:N0} validation images after training on {report.TrainCount:N0}");
        if (report.UnlabelledCount > 0)
            text.Append(culture, $" and {report.UnlabelledCount:N0} without labels");
        if (report.TeacherTop1 is { } teacher)
            text.Append(culture, $"; the teacher has {Percent(teacher)}");
        if (!report.HasUnevenClasses && report.Arms.All(arm => arm.Balanced is not null))
            text.Append("; all classes have as many validation images, so that top-1 is the balanced accuracy");
        text.Append(culture, $". Differences are in points, paired by seed, with the half width of their 95 % interval (Student's t). Speed and memory as measured while training on {report.Machine}, {report.Date:yyyy-MM-dd}.\n");
        return text.ToString();
    }

    /// <summary>A difference in words: <c>+0.42 ± 0.31</c>.</summary>
    /// <param name="difference">The difference.</param>
    public static string Describe(PairedDifference difference)
    {
        ArgumentNullException.ThrowIfNull(difference);
        return string.Create(CultureInfo.InvariantCulture,
            $"{difference.MeanPoints:+0.00;-0.00;0.00}{(difference.HalfWidth95Points is { } half ? string.Create(CultureInfo.InvariantCulture, $" ± {half:F2}") : "")}");
    }

    private static string[] Balanced(BalancedResult balanced) =>
        [Spread(balanced.Mean, balanced.StandardDeviation), balanced.AgainstReference is { } difference ? Describe(difference) : "-"];

    private static string Spread(double mean, double? deviation) => deviation is { } spread
        ? string.Create(CultureInfo.InvariantCulture, $"{Percent(mean)} ± {100 * spread:F2}")
        : Percent(mean);

    private static string Escape(string cell) => cell.Replace("|", "\\|", StringComparison.Ordinal);

    private static string Percent(double top1) => (100 * top1).ToString("F2", CultureInfo.InvariantCulture);
}
