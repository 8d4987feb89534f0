namespace EdgeKd.Release.Tests.Registry;

[TestFixture]
public class VersionOrderTests
{
    /// <summary>The order of precedence that semver.org gives in its paragraph 11, and numbers beyond 64 bits.</summary>
    private static readonly string[] Rising =
    [
        "0.1.0", "0.1.1", "0.2.0", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11",
        "1.0.0-rc.1", "1.0.0", "1.9.0", "1.10.0", "2.0.0", "99999999999999999999.0.0",
    ];

    [Test]
    public void Versions_are_ordered_by_precedence()
    {
        for (var i = 0; i < Rising.Length; i++)
        {
            for (var j = 0; j < Rising.Length; j++)
                Assert.That(Math.Sign(VersionOrder.Compare(Rising[i], Rising[j])), Is.EqualTo(Math.Sign(i.CompareTo(j))), $"{Rising[i]} and {Rising[j]}");
        }
    }

    [Test]
    public void Build_metadata_orders_nothing() => Assert.That(VersionOrder.Compare("1.0.0+a", "1.0.0+b"), Is.Zero);

    [TestCase("")]
    [TestCase("1")]
    [TestCase("1.0")]
    [TestCase("1.0.0.0")]
    [TestCase("v1.0.0")]
    [TestCase("01.0.0")]
    [TestCase("1.0.0-")]
    [TestCase("1.0.0-01")]
    [TestCase("1.0.0-a..b")]
    [TestCase("1.0.0/../x")]
    [TestCase("..")]
    [TestCase(" 1.0.0")]
    [TestCase("1.0.0\n")]
    public void What_is_no_version_is_named(string version) => Assert.That(
        () => VersionOrder.Parse(version, "recipe.yaml"),
        Throws.TypeOf<InvalidDataException>().With.Message.StartsWith("recipe.yaml: ").And.Message.Contains("1.2.0").And.Message.Not.Contains("\n"));
}
