using System.Security.Cryptography;
using System.Text;

namespace EdgeKd.Release.Tests.Registry;

[TestFixture]
public class EarlierModelsTests
{
    private static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    [Test]
    public void Models_of_all_releases_but_the_present_one_are_known_by_digest()
    {
        using var folder = new TemporaryFolder();
        var registry = ReleaseRegistry.Open(folder["releases"]);
        Assert.That(registry.EarlierModels(), Is.Empty);
        registry.Promote(ReleaseSamples.Bundle(folder, "1.0.0", weights: "first"), ReleaseSamples.Request());
        registry.Promote(ReleaseSamples.Bundle(folder, "1.1.0", "1.0.0", weights: "second"), ReleaseSamples.Request());

        Assert.That(registry.EarlierModels(), Is.EquivalentTo(new Dictionary<string, string> { [Sha256("first")] = "1.0.0" }));
        registry.Rollback(null, ReleaseSamples.Day);
        Assert.That(registry.EarlierModels(), Is.EquivalentTo(new Dictionary<string, string> { [Sha256("second")] = "1.1.0" }));
    }
}
