using System.Xml.Linq;

namespace EdgeKd.Release;

/// <summary>Tables as HTML, which scroll by themselves where the page is narrower than they are.</summary>
internal static class HtmlTables
{
    private const int Shades = 9;

    public static XElement Of(TableBlock table) => Scrolling(table.Caption, new XElement("table",
        new XAttribute("aria-label", HtmlText.Of(table.Caption)),
        new XElement("thead", new XElement("tr", table.Columns.Select(column => new XElement("th", new XAttribute("scope", "col"), Alignment(column), HtmlText.Of(column.Heading))))),
        new XElement("tbody", table.Rows.Select(row => new XElement("tr", row.Index().Select(cell =>
            new XElement(cell.Index == 0 ? "th" : "td", cell.Index == 0 ? new XAttribute("scope", "row") : null, Alignment(table.Columns[cell.Index]), HtmlText.Of(cell.Item))))))));

    public static XElement Of(MatrixBlock block)
    {
        var (names, matrix) = (block.Names, block.Matrix);
        return Scrolling(block.Caption, new XElement("table",
            new XAttribute("class", "matrix"), new XAttribute("aria-label", HtmlText.Of(block.Caption)),
            new XElement("thead", new XElement("tr", new XElement("th", ""), names.Select(name => new XElement("th", new XAttribute("scope", "col"), new XElement("span", HtmlText.Of(name)))))),
            new XElement("tbody", names.Index().Select(label => new XElement("tr",
                new XElement("th", new XAttribute("scope", "row"), new XAttribute("title", HtmlText.Of(label.Item)), HtmlText.Of(label.Item)),
                Enumerable.Range(0, names.Count).Select(answer => new XElement("td",
                    new XAttribute("class", $"{(answer == label.Index ? "right" : "wrong")} s{Shade(matrix, label.Index, answer)}"),
                    matrix[label.Index, answer] is > 0 and var count ? Words.Count(count) : "")))))));
    }

    // The square root, so that a confusion of one image in a hundred can still be seen.
    private static int Shade(ConfusionMatrix matrix, int label, int answer) =>
        matrix.Count(label) == 0 ? 0 : (int)Math.Ceiling(Shades * Math.Sqrt((double)matrix[label, answer] / matrix.Count(label)));

    // A caption element would be as wide as the table, and cut where that is wider than the page.
    private static XElement Scrolling(string caption, XElement table) => new("div",
        new XElement("p", new XAttribute("class", "note"), HtmlText.Of(caption)),
        new XElement("div",
            new XAttribute("class", "scroll"), new XAttribute("tabindex", "0"), new XAttribute("role", "region"), new XAttribute("aria-label", HtmlText.Of(caption)), table));

    private static XAttribute? Alignment(TableColumn column) => column.IsNumber ? new XAttribute("class", "number") : null;
}
