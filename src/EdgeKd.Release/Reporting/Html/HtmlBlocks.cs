using System.Xml.Linq;

namespace EdgeKd.Release;

/// <summary>Each kind of block as HTML.</summary>
internal static class HtmlBlocks
{
    public static XElement Of(IReportBlock block) => block switch
    {
        TextBlock text => new XElement("p", HtmlText.Of(text.Text)),
        SubheadingBlock heading => new XElement("h3", HtmlText.Of(heading.Text)),
        TableBlock table => HtmlTables.Of(table),
        MatrixBlock matrix => HtmlTables.Of(matrix),
        ChartBlock chart => Chart(chart),
        PicturesBlock pictures => Pictures(pictures),
        CausesBlock causes => Causes(causes),
        RulesBlock rules => new XElement("ul", new XAttribute("class", "rules"), rules.Rules.Select(rule => Rule(rule, rules.LeftOut))),
        FoldBlock fold => new XElement("details", new XElement("summary", HtmlText.Of(fold.Summary)), fold.Blocks.Select(Of)),
        _ => throw new ArgumentException($"A report cannot write a {block.GetType().Name} as HTML."),
    };

    // Without scripts the figure shows its numbers; the script draws the chart and folds them.
    private static XElement Chart(ChartBlock chart) => new("figure",
        new XElement("figcaption", HtmlText.Of(chart.Title)),
        new XElement("div",
            new XAttribute("class", "chart"), new XAttribute("role", "img"), new XAttribute("aria-label", HtmlText.Of($"{chart.Title}. {chart.Description}")),
            new XAttribute("data-height", chart.HeightPixels), new XAttribute("data-options", HtmlText.Of(chart.Options.ToJsonString())), ""),
        new XElement("p", new XAttribute("class", "note"), HtmlText.Of(chart.Description)),
        new XElement("details", new XAttribute("class", "numbers"), new XAttribute("open", ""), new XElement("summary", "The numbers"), HtmlTables.Of(chart.Numbers)));

    private static XElement Pictures(PicturesBlock pictures) => new("div",
        new XElement("p", new XAttribute("class", "note"), HtmlText.Of(pictures.Caption)),
        new XElement("ul", new XAttribute("class", "pictures"), pictures.Images.Select(image => new XElement("li",
            image.Picture is { } picture
                ? new XElement("img",
                    new XAttribute("src", picture.DataUri), new XAttribute("width", picture.Width), new XAttribute("height", picture.Height),
                    new XAttribute("alt", HtmlText.Of($"{image.Name}, labelled {image.Label}")))
                : null,
            new XElement("span", new XAttribute("class", "name"), HtmlText.Of(image.Name)),
            new XElement("span", "label ", new XElement("b", HtmlText.Of(image.Label))),
            new XElement("span", HtmlText.Of($"{pictures.AnsweredBy} "), new XElement("b", HtmlText.Of(image.Answer)), $" {Words.Percent(image.Confidence)}")))));

    private static XElement Causes(CausesBlock causes) => new("ol", new XAttribute("class", "causes"), causes.Causes.Select(cause => new XElement("li",
        new XElement("code", HtmlText.Of(cause.Code)),
        new XElement("p", HtmlText.Of(cause.Evidence)),
        new XElement("p", new XAttribute("class", "remedy"), new XElement("b", "To do: "), HtmlText.Of(cause.Remedy)))));

    private static XElement Rule(RuleResult rule, IReadOnlyList<string> leftOut)
    {
        var isLeftOut = rule is { Passed: false, Precision: { } precision } && leftOut.Contains(precision);
        return new XElement("li",
            new XAttribute("class", rule.Outcome.ToString().ToLowerInvariant()),
            new XElement("p", new XAttribute("class", "title"),
                new XElement("span", new XAttribute("class", "badge"), Words.Outcome(rule.Outcome)), " ",
                new XElement("b", HtmlText.Of(rule.Title)), isLeftOut ? " left out of the release" : null),
            IntervalFigure.Of(rule),
            new XElement("p", HtmlText.Of(rule.Message)),
            rule.Needed is { } needed ? new XElement("p", Words.Needed(rule, needed)) : null,
            rule is { Passed: false, Remedy: { } remedy } ? new XElement("p", new XAttribute("class", "remedy"), new XElement("b", "To do: "), HtmlText.Of(remedy)) : null,
            rule.Waiver is { } waiver ? new XElement("p", new XAttribute("class", "waiver"), new XElement("b", "Waived: "), HtmlText.Of(waiver)) : null);
    }
}
