using System.Globalization;
using System.Xml.Linq;
using EdgeKd.Data;
using EdgeKd.Pipeline.Store;
using EdgeKd.Release;

namespace EdgeKd.Pipeline.Checking;

/// <summary>What a check of a folder of images found, with the pictures: one HTML file that needs neither network nor scripts.</summary>
public static class DataCheckPage
{
    /// <summary>The most findings of a kind that are shown.</summary>
    public const int MaxFindings = 200;

    /// <summary>The most pictures of a finding that are shown.</summary>
    public const int MaxPictures = 8;

    private const string Policy = "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; style-src 'unsafe-inline'";

    private const string Style =
        "body{font:15px/1.4 system-ui,sans-serif;margin:1rem auto;max-width:70rem;padding:0 1rem;color-scheme:light dark}h2{margin-top:2rem}"
        + "table{border-collapse:collapse}th,td{padding:.2rem .6rem;text-align:left;border-bottom:1px solid #8884}.number{text-align:right}"
        + ".findings{display:grid;grid-template-columns:repeat(auto-fill,minmax(17rem,1fr));gap:.75rem;align-items:start;list-style:none;padding:0}"
        + ".findings li{border:1px solid #8886;border-radius:.3rem;padding:.5rem}.pictures{display:flex;flex-wrap:wrap;gap:.5rem}"
        + "figure{margin:0;width:7.5rem}img{width:6rem;height:6rem;object-fit:contain;image-rendering:pixelated}figcaption,.file{font-size:.8rem;overflow-wrap:anywhere}"
        + ".error b.severity{color:#cf222e}.warning b.severity{color:#9a6700}p{margin:.3rem 0}";

    /// <summary>Writes the page; it is complete or not there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="report">What was found; the pictures are read from its folder.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, DataCheckReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        AtomicFile.WriteAllText(path, Page(report));
    }

    internal static string Page(DataCheckReport report)
    {
        var title = HtmlText.Of($"Check of {Path.GetFileName(report.Folder)}");
        var page = new XElement("html", new XAttribute("lang", "en"),
            new XElement("head",
                new XElement("meta", new XAttribute("charset", "utf-8")),
                new XElement("meta", new XAttribute("http-equiv", "Content-Security-Policy"), new XAttribute("content", Policy)),
                new XElement("meta", new XAttribute("name", "viewport"), new XAttribute("content", "width=device-width,initial-scale=1")),
                new XElement("title", title),
                new XElement("style", Style)),
            new XElement("body",
                new XElement("h1", title),
                new XElement("p", Text($"{report.Errors:N0} errors, {report.Warnings:N0} warnings, {report.Notes:N0} notes in {HtmlText.Of(report.Folder)}.")),
                new XElement("h2", "Images"),
                DataCheckTables.Counts(report),
                report.Findings.GroupBy(finding => (finding.Severity, finding.Kind)).Select(found => Section(report.Folder, found.Key.Kind, [.. found]))));
        return $"<!DOCTYPE html>\n{page.ToString(SaveOptions.DisableFormatting)}\n";
    }

    private static XElement Section(string folder, FindingKind kind, Finding[] findings)
    {
        var severity = findings[0].Severity.ToString().ToLowerInvariant();
        return new XElement("section", new XAttribute("class", severity),
            new XElement("h2", kind.Code, Text($" ({findings.Length:N0}{(findings.Length > MaxFindings ? $", the first {MaxFindings} shown" : "")})")),
            new XElement("p", new XElement("b", new XAttribute("class", "severity"), severity), $": {kind.Meaning} To do: {kind.Advice}."),
            new XElement("ul", new XAttribute("class", "findings"), findings.Take(MaxFindings).Select(finding => new XElement("li",
                new XElement("p", HtmlText.Of(finding.Detail)),
                kind.HasPictures ? Pictures(folder, finding) : finding.Files.Take(MaxPictures).Select(file => new XElement("p", new XAttribute("class", "file"), HtmlText.Of(file))),
                finding.Files.Count > MaxPictures ? new XElement("p", $"and {finding.Files.Count - MaxPictures} more") : null))));
    }

    private static XElement Pictures(string folder, Finding finding) => new("div", new XAttribute("class", "pictures"),
        finding.Files.Take(MaxPictures).Select(file => new XElement("figure",
            InlineThumbnail.Of(Path.Combine(folder, file)) is { } source
                ? new XElement("img", new XAttribute("alt", HtmlText.Of(file)), new XAttribute("src", source))
                : null,
            new XElement("figcaption", HtmlText.Of(file)))));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
