using System.Xml.Linq;

namespace EdgeKd.Build.Runners;

/// <summary>How the tests of one project, or of all, ended.</summary>
internal sealed record TestResults(int Passed, int Failed, int Skipped)
{
    private static readonly XNamespace Trx = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";

    /// <summary>Adds another project's results.</summary>
    public TestResults Add(TestResults other) =>
        new(Passed + other.Passed, Failed + other.Failed, Skipped + other.Skipped);

    /// <summary>Reads a result file of the test platform: every outcome that is neither passed nor skipped has failed.</summary>
    public static TestResults Read(string path)
    {
        var outcomes = XDocument.Load(path).Descendants(Trx + "UnitTestResult")
            .Select(result => (string?)result.Attribute("outcome") ?? "").ToList();
        var passed = outcomes.Count(outcome => outcome == "Passed");
        var skipped = outcomes.Count(outcome => outcome == "NotExecuted");
        return new TestResults(passed, outcomes.Count - passed - skipped, skipped);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Passed} passed, {Failed} failed, {Skipped} skipped";
}
