namespace EdgeKd.Release.Tests.Registry;

[TestFixture]
public class ReleaseHistoryTests
{
    private const string Header = """{"schema":1,"model":"shapes"}""";
    private static readonly string A = new('a', 64), B = new('b', 64);

    private static string Line(string action, string version, string? from, string? sha = null) =>
        $$"""{"action":"{{action}}","version":"{{version}}",{{(from is null ? "" : $"\"from\":\"{from}\",")}}"sha256":"{{sha ?? A}}","date":"2026-11-26"}""";

    private static string First => Line("promoted", "1.0.0", null);

    private static ReleaseHistory Parse(params string[] lines) => ReleaseHistory.Parse(string.Join('\n', [Header, .. lines, ""]), "history.jsonl");

    [Test]
    public void A_history_is_written_as_it_was_read_one_line_a_change()
    {
        var history = Parse(First, Line("promoted", "1.1.0", "1.0.0", B), Line("rolledBack", "1.0.0", "1.1.0"));

        Assert.That(history.Model, Is.EqualTo("shapes"));
        Assert.That(history.Last!.Version, Is.EqualTo("1.0.0"));
        Assert.That(history.Promotions.Select(entry => entry.Version), Is.EqualTo(new[] { "1.0.0", "1.1.0" }));
        var written = System.Text.Encoding.UTF8.GetString(history.ToBytes());
        Assert.That(written.Split('\n'), Has.Length.EqualTo(5));
        Assert.That(ReleaseHistory.Parse(written, "again").Entries, Is.EqualTo(history.Entries));
    }

    [Test]
    public void A_model_without_releases_has_a_history_without_lines() => Assert.That(Parse().Last, Is.Null);

    private static IEnumerable<TestCaseData> Faults()
    {
        yield return new TestCaseData((object)new[] { First, Line("promoted", "1.0.0", "1.0.0") }, "line 3: 1.0.0 was promoted before");
        yield return new TestCaseData((object)new[] { First, Line("rolledBack", "0.9.0", "1.0.0") }, "line 3: 0.9.0 was never promoted");
        yield return new TestCaseData((object)new[] { First, Line("rolledBack", "1.0.0", "1.0.0", B) }, "line 3: 1.0.0 has another sha256");
        yield return new TestCaseData((object)new[] { First, Line("promoted", "1.1.0", null) }, "line 3: 1.1.0 was released in place of none, but 1.0.0 was the release by then");
        yield return new TestCaseData((object)new[] { Line("promoted", "../x", null) }, "'../x' is no version");
        yield return new TestCaseData((object)new[] { Line("promoted", "1.0.0", null, "A" + A[1..]) }, "sha256 is not 64 lower-case");
        yield return new TestCaseData((object)new[] { Line("removed", "1.0.0", null) }, "line 2: at action");
        yield return new TestCaseData((object)new[] { First, "<<<<<<< HEAD" }, "line 3: it holds a merge conflict");
        yield return new TestCaseData((object)new[] { First[..40] }, "line 2");
        yield return new TestCaseData((object)new[] { "null" }, "line 2: it is `null`");
    }

    [TestCaseSource(nameof(Faults))]
    public void A_wrong_line_is_named(string[] lines, string message) => Assert.That(
        () => Parse(lines), Throws.TypeOf<InvalidDataException>().With.Message.StartsWith("history.jsonl: line ").And.Message.Contains(message).And.Message.Not.Contains("\n"));

    /// <summary>What a merge tool makes of two branches that each released after 1.0.0 is not taken for a row of releases.</summary>
    [Test]
    public void Two_releases_in_place_of_the_same_one_contradict_each_other() => Assert.That(
        () => Parse(First, Line("promoted", "1.1.0", "1.0.0"), Line("promoted", "1.2.0", "1.0.0")),
        Throws.TypeOf<InvalidDataException>().With.Message.Contains("1.2.0 was released in place of 1.0.0, but 1.1.0 was the release by then"));

    [TestCase("", "empty")]
    [TestCase("""{"schema":2,"model":"shapes"}""", "schema is 2")]
    [TestCase("""{"schema":1}""", "missing 'model'")]
    public void A_wrong_beginning_is_named(string lines, string message) => Assert.That(
        () => ReleaseHistory.Parse(lines, "history.jsonl"), Throws.TypeOf<InvalidDataException>().With.Message.Contains(message));
}
