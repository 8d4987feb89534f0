using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;

namespace EdgeKd.Release;

/// <summary>Writes a report as one HTML file that asks the network for nothing and can be read without its scripts.</summary>
/// <remarks>The page's policy lets only the two scripts run whose digests it names; all text of a release is escaped by the XML writer.
/// Styles of single elements are allowed, because the charts' library sets them; they fetch nothing.</remarks>
internal static class HtmlReport
{
    /// <summary>The page.</summary>
    /// <param name="document">The report.</param>
    public static string Of(ReportDocument document)
    {
        var (style, charts, page) = (PageAssets.Style, PageAssets.Charts, PageAssets.Script);
        var scripts = document.Sections.SelectMany(section => section.Blocks).Any(IsChart) ? new[] { charts, page } : [];
        var policy = $"default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; style-src-elem {Source(style)}; style-src-attr 'unsafe-inline'; script-src {(scripts.Length == 0 ? "'none'" : string.Join(' ', scripts.Select(Source)))}";
        var html = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        html.Append("<meta http-equiv=\"Content-Security-Policy\" content=\"").Append(policy).Append("\">\n");
        html.Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n");
        html.Append(Markup(new XElement("title", HtmlText.Of($"{document.Title}: {Words.Outcome(document.Verdict.Outcome)}")))).Append('\n');
        html.Append("<style>").Append(style).Append("</style>\n</head>\n<body>\n");
        html.Append(Markup(Header(document))).Append("\n<main>\n");
        foreach (var section in document.Sections)
            html.Append(Markup(Section(section))).Append('\n');
        html.Append("</main>\n");
        foreach (var script in scripts)
            html.Append("<script>").Append(script).Append("</script>\n");
        return html.Append("</body>\n</html>\n").ToString();
    }

    private static bool IsChart(IReportBlock block) => block is ChartBlock || (block is FoldBlock fold && fold.Blocks.Any(IsChart));

    private static XElement Header(ReportDocument document) => new("header",
        new XAttribute("class", document.Verdict.Outcome.ToString().ToLowerInvariant()),
        new XElement("p", new XAttribute("class", "outcome"), Words.Outcome(document.Verdict.Outcome)),
        new XElement("h1", HtmlText.Of(document.Title)));

    private static XElement Section(ReportSection section) => new("section",
        new XAttribute("id", section.Id),
        new XElement("h2", section.Title),
        section.Blocks.Select(HtmlBlocks.Of));

    private static string Markup(XElement element) => element.ToString(SaveOptions.DisableFormatting);

    private static string Source(string content) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(content)))}'";
}
