using System.Text;

namespace EdgeKd.Release;

/// <summary>What every page carries: its style, its script, and the library that draws its charts.</summary>
internal static class PageAssets
{
    private static readonly Lazy<string> LazyStyle = new(() => Read("report.css"));
    private static readonly Lazy<string> LazyScript = new(() => Read("report.js"));
    private static readonly Lazy<string> LazyCharts = new(() => Read("echarts.common.min.js"));

    /// <summary>The style.</summary>
    public static string Style => LazyStyle.Value;

    /// <summary>The script that has the charts drawn.</summary>
    public static string Script => LazyScript.Value;

    /// <summary>Apache ECharts, with its licence at the top.</summary>
    public static string Charts => LazyCharts.Value;

    private static string Read(string name)
    {
        using var stream = typeof(PageAssets).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"the resource {name} is not in the assembly");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        // A browser reads CR LF as LF before it compares digests.
        var content = reader.ReadToEnd().ReplaceLineEndings("\n");
        return content.Contains("</script", StringComparison.OrdinalIgnoreCase) || content.Contains("</style", StringComparison.OrdinalIgnoreCase) || content.Contains("<!--", StringComparison.Ordinal)
            ? throw new InvalidOperationException($"the resource {name} cannot stand within a page: it would end its own element")
            : content;
    }
}
