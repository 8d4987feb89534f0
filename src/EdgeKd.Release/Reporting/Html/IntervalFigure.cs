using System.Globalization;
using System.Xml.Linq;

namespace EdgeKd.Release;

/// <summary>A rule as a small picture: what was measured, its interval, and the limit with the side that it must not be on.</summary>
internal static class IntervalFigure
{
    private const double Width = 320, Height = 40, Margin = 12, Middle = 20;

    // What is left free beside the outermost mark, of the distance between the outermost marks.
    private const double Room = 0.25;

    /// <summary>The picture; null where nothing was measured.</summary>
    public static XElement? Of(RuleResult rule)
    {
        if (rule.Measured is not { } measured)
            return null;
        double[] marks = [.. new[] { measured, rule.Limit, rule.Lower ?? measured, rule.Upper ?? measured, rule.Against is null ? rule.Limit : 0 }.Where(double.IsFinite)];
        var (low, high) = (marks.Min(), marks.Max());
        var room = high > low ? Room * (high - low) : Math.Max(1e-9, Room * Math.Abs(high));
        (low, high) = (low - room, high + room);
        double X(double value) => Margin + ((Width - (2 * Margin)) * (Math.Clamp(value, low, high) - low) / (high - low));

        var limit = X(rule.Limit);
        var forbidden = rule.MoreIsBetter ? (From: Margin, To: limit) : (From: limit, To: Width - Margin);
        var words = Describe(rule, measured);
        return new XElement("div", new XAttribute("class", "interval"),
            new XElement("svg",
                new XAttribute("viewBox", Invariant($"0 0 {Width} {Height}")), new XAttribute("role", "img"), new XAttribute("aria-label", words),
                new XElement("rect", new XAttribute("class", "forbidden"), At("x", forbidden.From), At("y", 6), At("width", Math.Max(0, forbidden.To - forbidden.From)), At("height", Height - 12)),
                Line("track", Margin, Middle, Width - Margin, Middle),
                rule.Against is null ? null : Line("zero", X(0), 10, X(0), Height - 10),
                Line("limit", limit, 4, limit, Height - 4),
                rule.Lower is { } lower && rule.Upper is { } upper
                    ? new XElement("rect", new XAttribute("class", "range"), At("x", X(lower)), At("y", Middle - 5), At("width", Math.Max(1, X(upper) - X(lower))), At("height", 10), At("rx", 3))
                    : null,
                new XElement("circle", new XAttribute("class", "measured"), At("cx", X(measured)), At("cy", Middle), At("r", 5))),
            new XElement("p", new XAttribute("class", "note"), words));
    }

    /// <summary>The picture in words.</summary>
    internal static string Describe(RuleResult rule, double measured)
    {
        var interval = rule.Lower is { } lower && rule.Upper is { } upper
            ? $", interval {Words.InUnit(lower, rule.Unit)} to {Words.InUnit(upper, rule.Unit)}{(rule.Confidence is { } confidence ? string.Create(CultureInfo.InvariantCulture, $" ({100 * confidence:0.##} % at each end)") : "")}"
            : "";
        return $"measured {Words.InUnit(measured, rule.Unit)}{interval}; {(rule.MoreIsBetter ? "at least" : "at most")} {Words.InUnit(rule.Limit, rule.Unit)}";
    }

    private static XElement Line(string kind, double x1, double y1, double x2, double y2) =>
        new("line", new XAttribute("class", kind), At("x1", x1), At("y1", y1), At("x2", x2), At("y2", y2));

    private static XAttribute At(string name, double value) => new(name, Math.Round(value, 2).ToString(CultureInfo.InvariantCulture));

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
