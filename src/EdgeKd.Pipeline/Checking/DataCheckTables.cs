using System.Globalization;
using System.Xml.Linq;
using EdgeKd.Data;
using EdgeKd.Release;

namespace EdgeKd.Pipeline.Checking;

/// <summary>How many images each class has in each part, as a table of the page.</summary>
internal static class DataCheckTables
{
    public static XElement Counts(DataCheckReport report)
    {
        var counts = report.Parts.Select(part => part.ClassCounts.ToDictionary(c => c.ClassName, c => c.ImageCount)).ToArray();
        var names = counts.SelectMany(part => part.Keys).Distinct().Order(StringComparer.Ordinal);
        return new XElement("table",
            new XElement("thead", new XElement("tr", new XElement("th", "class"), report.Parts.Select(part => Number("th", part.Name)))),
            new XElement("tbody", "", names.Select(name => new XElement("tr",
                new XElement("td", HtmlText.Of(name)),
                counts.Select(part => Number("td", part.TryGetValue(name, out var count) ? Count(count) : "none"))))),
            new XElement("tfoot", new XElement("tr", new XElement("th", "all"), report.Parts.Select(part => Number("th", Count(part.ImageCount))))));
    }

    private static XElement Number(string element, string text) => new(element, new XAttribute("class", "number"), text);

    private static string Count(int count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
