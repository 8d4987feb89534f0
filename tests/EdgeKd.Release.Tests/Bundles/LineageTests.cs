namespace EdgeKd.Release.Tests.Bundles;

[TestFixture]
public class LineageTests
{
    private static readonly string Digest = new('a', 64);

    private static Lineage Sample() => new()
    {
        RecipeSha256 = Digest, TrainingSetSha256 = Digest, ValidationSetSha256 = Digest, TestSetSha256 = Digest, TeacherSha256 = Digest,
        ParentVersion = "1.0.0", ParentSha256 = Digest, Seed = 1,
    };

    [Test]
    public void It_stands_in_the_manifest()
    {
        var manifest = Samples.Manifest() with { Lineage = Sample() };
        Assert.That(BundleManifest.Parse(manifest.ToBytes(), "bundle.json").Lineage, Is.EqualTo(Sample()));
        Assert.That(BundleManifest.Parse(Samples.Manifest().ToBytes(), "bundle.json").Lineage, Is.Null);
    }

    private static IEnumerable<TestCaseData> Faults()
    {
        yield return new TestCaseData(Sample() with { RecipeSha256 = "a" }, "lineage.recipeSha256");
        yield return new TestCaseData(Sample() with { TeacherSha256 = Digest.ToUpperInvariant() }, "lineage.teacherSha256");
        yield return new TestCaseData(Sample() with { ParentSha256 = null }, "parent's version or its sha256");
        yield return new TestCaseData(Sample() with { ParentVersion = null }, "parent's version or its sha256");
    }

    [TestCaseSource(nameof(Faults))]
    public void A_fault_is_named(Lineage wrong, string message) => Assert.That(
        () => (Samples.Manifest() with { Lineage = wrong }).ToBytes(), Throws.TypeOf<InvalidDataException>().With.Message.Contains(message));
}
