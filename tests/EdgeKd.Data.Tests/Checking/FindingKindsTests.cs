using System.Text.RegularExpressions;

namespace EdgeKd.Data.Tests.Checking;

[TestFixture]
public partial class FindingKindsTests
{
    [Test]
    public void Codes_are_unique_words_and_say_what_to_do()
    {
        Assert.That(FindingKinds.All.Select(kind => kind.Code), Is.Unique.And.All.Matches("^[a-z]+(-[a-z]+)*$"));
        Assert.That(FindingKinds.All.Select(kind => kind.Meaning), Is.All.Matches(@"^[A-Z].*\.$"));
        Assert.That(FindingKinds.All.Select(kind => kind.Advice), Is.All.Matches(@"^[a-z].*[^.]$"));
    }

    [Test]
    public void Each_stands_in_the_documentation()
    {
        var rows = Row().Matches(File.ReadAllText(RepositoryFiles.PathOf("docs/data.md"))).Select(match => $"{match.Groups[1].Value} {match.Groups[2].Value}");

        Assert.That(rows, Is.EqualTo(FindingKinds.All.Select(kind => $"{kind.Code} {kind.Severity.ToString().ToLowerInvariant()}")));
    }

    [GeneratedRegex(@"^\| `([a-z-]+)` \| (error|warning|note) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
