using System.Text;
using EdgeKd.Pipeline.Diffing;

namespace EdgeKd.Pipeline.Tests.Diffing;

[TestFixture]
public class RecipeComparisonTests
{
    private static IReadOnlyList<SettingChange> Of(string before, string after) =>
        RecipeComparison.Of(Encoding.UTF8.GetBytes(before), Encoding.UTF8.GetBytes(after), ("a.json", "b.json"));

    [Test]
    public void Settings_are_compared_by_their_keys()
    {
        const string Before = """{"data":{"mean":[0.5,0.5,0.5]},"arms":[{"name":"a"},{"name":"b"}],"gone":1,"empty":{}}""";
        const string After = """{"arms":[{"name":"a"},{"name":"c"}],"data":{"mean":[0.5,0.5,0.25]},"empty":{},"new":"x"}""";

        Assert.That(Of(Before, After), Is.EqualTo(new SettingChange[]
        {
            new("arms[1].name", "\"b\"", "\"c\""),
            new("data.mean", "[0.5,0.5,0.5]", "[0.5,0.5,0.25]"),
            new("gone", "1", null),
            new("new", null, "\"x\""),
        }));
        Assert.That(Of(Before, Before), Is.Empty);
    }

    [TestCase("{")]
    [TestCase("")]
    [TestCase("""{"a":1,"a":2}""")]
    public void What_is_no_JSON_is_named(string wrong) => Assert.That(
        () => Of("{}", wrong), Throws.TypeOf<InvalidDataException>().With.Message.StartsWith("b.json: ").And.Message.Not.Contains("\n"));
}
