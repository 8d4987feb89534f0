using System.Globalization;
using System.Xml.Linq;

namespace EdgeKd.Pipeline.Comparing;

/// <summary>A comparison as an SVG picture: a row an arm, a dot a seed, a bar from mean − sd to mean + sd.</summary>
internal static class ComparisonChart
{
    private const int Width = 760, RowHeight = 34, Left = 190, Right = 40, Top = 30, Bottom = 46, LeastTicks = 4;

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    public static string Draw(ComparisonReport report)
    {
        double[] all = [.. report.Arms.SelectMany(arm => arm.Runs.Select(run => 100 * run.Top1)), .. report.TeacherTop1 is { } t ? new[] { 100 * t } : []];
        var step = Step(all.Max() - all.Min());
        var (low, high) = (Math.Floor((all.Min() - step / 2) / step) * step, Math.Ceiling((all.Max() + step / 2) / step) * step);
        double X(double percent) => Left + (Width - Left - Right) * (percent - low) / (high - low);

        var height = Top + RowHeight * report.Arms.Count + Bottom;
        var root = new XElement(Svg + "svg",
            new XAttribute("viewBox", $"0 0 {Width} {height}"), new XAttribute("font-family", "sans-serif"), new XAttribute("font-size", 13),
            new XElement(Svg + "rect", new XAttribute("width", Width), new XAttribute("height", height), new XAttribute("fill", "white")));
        for (var tick = low; tick <= high + step / 2; tick += step)
        {
            root.Add(Line(X(tick), Top - 8, X(tick), height - Bottom, "#ddd", 1));
            root.Add(Text(X(tick), height - Bottom + 18, Number(tick), "middle"));
        }
        root.Add(Text((Left + Width - Right) / 2.0, height - 8, "top-1 on the validation images, %", "middle"));
        if (report.TeacherTop1 is { } teacher)
        {
            root.Add(Line(X(100 * teacher), Top - 8, X(100 * teacher), height - Bottom, "#888", 1.5, dashed: true));
            root.Add(Text(X(100 * teacher), Top - 12, "teacher", "middle"));
        }
        foreach (var (row, arm) in report.Arms.Index())
        {
            var y = Top + RowHeight * (row + 0.5);
            var colour = arm.Name == report.Reference ? "#555" : "#1f6fb4";
            var (mean, deviation) = (100 * arm.MeanTop1, 100 * (arm.StandardDeviationTop1 ?? 0));
            root.Add(Text(Left - 12, y + 4, arm.Name, "end"));
            root.Add(Line(X(mean - deviation), y, X(mean + deviation), y, colour, 3));
            root.Add(Line(X(mean), y - 9, X(mean), y + 9, colour, 3));
            foreach (var run in arm.Runs)
            {
                root.Add(new XElement(Svg + "circle", new XAttribute("cx", Number(X(100 * run.Top1))), new XAttribute("cy", Number(y)),
                    new XAttribute("r", 4), new XAttribute("fill", colour), new XAttribute("fill-opacity", "0.45"),
                    new XElement(Svg + "title", $"{arm.Name}, seed {run.Seed}: {Number(100 * run.Top1)} %")));
            }
        }
        return root + "\n";
    }

    /// <summary>The distance of ticks: 1, 2 or 5 times a power of ten, for at least four of them.</summary>
    private static double Step(double range)
    {
        if (range <= 0)
            return 1;
        var power = Math.Pow(10, Math.Floor(Math.Log10(range)));
        return new[] { 5 * power, 2 * power, power, power / 2, power / 5 }.First(step => range / step >= LeastTicks);
    }

    private static XElement Line(double x1, double y1, double x2, double y2, string colour, double width, bool dashed = false) =>
        new(Svg + "line",
            new XAttribute("x1", Number(x1)), new XAttribute("y1", Number(y1)), new XAttribute("x2", Number(x2)), new XAttribute("y2", Number(y2)),
            new XAttribute("stroke", colour), new XAttribute("stroke-width", Number(width)),
            dashed ? new XAttribute("stroke-dasharray", "4 3") : null);

    private static XElement Text(double x, double y, string text, string anchor) =>
        new(Svg + "text", new XAttribute("x", Number(x)), new XAttribute("y", Number(y)), new XAttribute("text-anchor", anchor), text);

    private static string Number(double value) => Math.Round(value, 2).ToString(CultureInfo.InvariantCulture);
}
