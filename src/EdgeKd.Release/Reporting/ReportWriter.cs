using System.Text;

namespace EdgeKd.Release;

/// <summary>Writes a report in every format.</summary>
public static class ReportWriter
{
    /// <summary>The page.</summary>
    public const string HtmlFileName = "report.html";

    /// <summary>The same as Markdown.</summary>
    public const string MarkdownFileName = "report.md";

    /// <summary>The rules as test cases.</summary>
    public const string JUnitFileName = "junit.xml";

    /// <summary>All files of a report.</summary>
    public static IReadOnlyList<string> FileNames { get; } = [HtmlFileName, MarkdownFileName, JUnitFileName];

    /// <summary>Writes <see cref="FileNames"/>; each is complete or not there.</summary>
    /// <param name="report">What to tell.</param>
    /// <param name="folder">Where to; it is made where it is missing.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void Write(ReleaseReport report, string folder)
    {
        ArgumentNullException.ThrowIfNull(report);
        var document = ReportDocument.Of(report);
        Write(Path.Combine(folder, HtmlFileName), HtmlReport.Of(document));
        Write(Path.Combine(folder, MarkdownFileName), MarkdownReport.Of(document));
        Write(Path.Combine(folder, JUnitFileName), JUnitReport.Of(report.Verdict));
    }

    private static void Write(string path, string text) => AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
}
