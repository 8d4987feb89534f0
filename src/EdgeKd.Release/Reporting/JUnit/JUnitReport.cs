using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace EdgeKd.Release;

/// <summary>Writes a verdict as JUnit XML, which CI systems show as tests: a test case a rule.</summary>
/// <remarks>A broken rule is a failure, an undecided one an error; a waived or warning one, one of a precision that is left out, and one
/// that was passed over because nothing was measured are skipped, with the reason. The format is the one that Jenkins, GitLab and
/// GitHub's actions read: testsuites/testsuite/testcase with failure, error or skipped.</remarks>
internal static class JUnitReport
{
    /// <summary>The document.</summary>
    public static string Of(Verdict verdict)
    {
        XElement[] cases = [.. verdict.Rules.Select(rule => Case(verdict, rule))];
        int Count(string kind) => cases.Count(rule => rule.Element(kind) is not null);
        var totals = new[]
        {
            Number("tests", cases.Length), Number("failures", Count("failure")), Number("errors", Count("error")), Number("skipped", Count("skipped")),
        };
        var suite = new XElement("testsuite", new XAttribute("name", HtmlText.Of($"{verdict.Name} {verdict.Version}")), totals, Properties(verdict), cases);
        var document = new XDocument(new XElement("testsuites", new XAttribute("name", "release gate"), totals, suite));
        using var bytes = new MemoryStream();
        using (var writer = XmlWriter.Create(bytes, new XmlWriterSettings { Indent = true, NewLineChars = "\n", Encoding = new UTF8Encoding(false) }))
            document.Save(writer);
        return Encoding.UTF8.GetString(bytes.ToArray()) + "\n";
    }

    private static XElement Properties(Verdict verdict) => new("properties",
        Property("outcome", Words.Outcome(verdict.Outcome)),
        Property("profile", verdict.Profile),
        Property("baseline", verdict.BaselineVersion ?? "none: first release"),
        verdict.PolicySha256 is { } policy ? Property("policySha256", policy) : null,
        verdict.Causes.Select(cause => Property("cause", $"{cause.Code}: {cause.Evidence} To do: {cause.Remedy}")));

    private static XElement Property(string name, string value) => new("property", new XAttribute("name", name), new XAttribute("value", HtmlText.Of(value)));

    private static XElement Case(Verdict verdict, RuleResult rule) => new("testcase",
        new XAttribute("classname", HtmlText.Of($"gate.{verdict.Name}")),
        new XAttribute("name", HtmlText.Of(rule.Title)),
        Outcome(verdict, rule));

    private static XElement? Outcome(Verdict verdict, RuleResult rule)
    {
        var details = rule.Remedy is { } remedy ? HtmlText.Of($"{rule.Message}\nTo do: {remedy}") : HtmlText.Of(rule.Message);
        var isLeftOut = rule.Precision is { } precision && verdict.LeftOut.Contains(precision);
        return rule.Outcome switch
        {
            RuleOutcome.Fail when isLeftOut => Element("skipped", $"{rule.Precision} is left out of the release: {rule.Message}", null),
            RuleOutcome.Fail => Element("failure", rule.Message, details),
            RuleOutcome.Inconclusive => Element("error", rule.Message, details),
            RuleOutcome.Warn => Element("skipped", rule.Waiver is { } waiver ? $"waived by {waiver}: {rule.Message}" : $"warning: {rule.Message}", null),
            _ when rule.Measured is null => Element("skipped", rule.Message, null),
            _ => null,
        };
    }

    private static XElement Element(string kind, string message, string? details) => new(kind, new XAttribute("message", HtmlText.Of(message)), details);

    private static XAttribute Number(string name, int value) => new(name, value.ToString(CultureInfo.InvariantCulture));
}
