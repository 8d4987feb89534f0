using System.Text;

namespace EdgeKd.Release;

/// <summary>Writes a report as Markdown, for the summary page of a CI system: charts as their numbers, pictures as a table.</summary>
internal static class MarkdownReport
{
    /// <summary>The text.</summary>
    public static string Of(ReportDocument document)
    {
        var text = new StringBuilder();
        text.Append("# ").Append(Words.Outcome(document.Verdict.Outcome)).Append(": ").Append(MarkdownText.Of(document.Title)).Append("\n");
        foreach (var section in document.Sections)
        {
            text.Append("\n## ").Append(section.Title).Append('\n');
            foreach (var block in section.Blocks)
                Write(text, block);
        }

        return text.ToString();
    }

    private static void Write(StringBuilder text, IReportBlock block)
    {
        text.Append('\n');
        switch (block)
        {
            case TextBlock paragraph:
                text.Append(MarkdownText.Of(paragraph.Text)).Append('\n');
                break;
            case SubheadingBlock heading:
                text.Append("### ").Append(MarkdownText.Of(heading.Text)).Append('\n');
                break;
            case TableBlock table:
                Table(text, table);
                break;
            case ChartBlock chart:
                text.Append("**").Append(MarkdownText.Of(chart.Title)).Append("** ").Append(MarkdownText.Of(chart.Description)).Append("\n\n");
                Table(text, chart.Numbers);
                break;
            case MatrixBlock matrix:
                Table(text, Matrix(matrix));
                break;
            case PicturesBlock pictures:
                Table(text, Pictures(pictures));
                break;
            case CausesBlock causes:
                foreach (var cause in causes.Causes)
                    text.Append($"1. **{MarkdownText.Of(cause.Code)}** {MarkdownText.Of(cause.Evidence)} To do: {MarkdownText.Of(cause.Remedy)}\n");
                break;
            case RulesBlock rules:
                foreach (var rule in rules.Rules)
                    Rule(text, rule);
                break;
            case FoldBlock fold:
                text.Append(MarkdownText.Of(fold.Summary)).Append(":\n");
                foreach (var inner in fold.Blocks)
                    Write(text, inner);
                break;
            default:
                throw new ArgumentException($"A report cannot write a {block.GetType().Name} as Markdown.");
        }
    }

    private static void Rule(StringBuilder text, RuleResult rule)
    {
        text.Append($"- **{Words.Outcome(rule.Outcome)}** {MarkdownText.Of(rule.Title)}: {MarkdownText.Of(rule.Message)}");
        if (rule.Measured is { } measured)
            text.Append($" ({MarkdownText.Of(IntervalFigure.Describe(rule, measured))})");
        if (rule is { Passed: false, Remedy: { } remedy })
            text.Append($" To do: {MarkdownText.Of(remedy)}");
        if (rule.Needed is { } needed)
            text.Append($" {Words.Needed(rule, needed)}");
        if (rule.Waiver is { } waiver)
            text.Append($" Waived: {MarkdownText.Of(waiver)}");
        text.Append('\n');
    }

    private static void Table(StringBuilder text, TableBlock table)
    {
        text.Append(MarkdownText.Of(table.Caption)).Append(":\n\n");
        Row(text, table.Columns.Select(column => column.Heading));
        text.Append('|').AppendJoin('|', table.Columns.Select(column => column.IsNumber ? "---:" : "---")).Append("|\n");
        foreach (var row in table.Rows)
            Row(text, row);
    }

    private static void Row(StringBuilder text, IEnumerable<string> cells) =>
        text.Append("| ").AppendJoin(" | ", cells.Select(MarkdownText.Of)).Append(" |\n");

    private static TableBlock Matrix(MatrixBlock block) => new(
        block.Caption,
        [TableColumn.Words("label"), .. block.Names.Select(name => new TableColumn(name))],
        [.. block.Names.Index().Select(label => (IReadOnlyList<string>)
            [label.Item, .. Enumerable.Range(0, block.Names.Count).Select(answer => Words.Count(block.Matrix[label.Index, answer]))])]);

    private static TableBlock Pictures(PicturesBlock block) => new(
        block.Caption,
        [TableColumn.Words("image"), TableColumn.Words("label"), TableColumn.Words(block.AnsweredBy), new("confidence")],
        [.. block.Images.Select(image => (IReadOnlyList<string>)[image.Name, image.Label, image.Answer, Words.Percent(image.Confidence)])]);
}
