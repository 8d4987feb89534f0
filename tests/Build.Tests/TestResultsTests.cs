using EdgeKd.Build.Runners;

namespace EdgeKd.Build.Tests;

[TestFixture]
public class TestResultsTests
{
    [TestCase("Passed Passed Failed NotExecuted", "2 passed, 1 failed, 1 skipped")]
    [TestCase("Timeout Aborted Error Inconclusive", "0 passed, 4 failed, 0 skipped")]
    [TestCase("", "0 passed, 0 failed, 0 skipped")]
    public void OutcomesAreCounted(string outcomes, string sum)
    {
        var path = Path.GetTempFileName();
        try
        {
            var results = outcomes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(outcome => $"<UnitTestResult outcome=\"{outcome}\" />");
            File.WriteAllText(path, $"<TestRun xmlns=\"http://microsoft.com/schemas/VisualStudio/TeamTest/2010\"><Results>{string.Concat(results)}</Results></TestRun>");
            Assert.That(TestResults.Read(path).ToString(), Is.EqualTo(sum));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Test]
    public void ResultsAddUp() =>
        Assert.That(new TestResults(1, 2, 3).Add(new TestResults(10, 20, 30)), Is.EqualTo(new TestResults(11, 22, 33)));
}
