namespace EdgeKd.Release.Tests.Registry;

[TestFixture]
public class RollbackTests
{
    [Test]
    public void The_former_release_is_the_baseline_again_and_says_from_where()
    {
        using var folder = new TemporaryFolder();
        var registry = ReleaseSamples.Registry(folder, "1.0.0", "1.1.0", "1.2.0");

        var back = registry.Rollback(null, ReleaseSamples.Day, "ada");

        Assert.That((back.Manifest.Version, back.RolledBackFrom), Is.EqualTo(("1.1.0", "1.2.0")));
        Assert.That((registry.Current()!.Manifest.Version, registry.Current()!.RolledBackFrom), Is.EqualTo(("1.1.0", "1.2.0")));
        Assert.That(registry.List().Select(release => (release.Entry.Version, release.IsCurrent, release.RolledBackOn)), Is.EqualTo(new[]
        {
            ("1.2.0", false, ReleaseSamples.Day), ("1.1.0", true, null), ("1.0.0", false, (DateOnly?)null),
        }));
    }

    [Test]
    public void The_next_verdict_says_so()
    {
        using var folder = new TemporaryFolder();
        var registry = ReleaseSamples.Registry(folder, "1.0.0", "1.1.0");
        registry.Rollback(null, ReleaseSamples.Day);

        var verdict = ReleaseSamples.Verdict(Samples.Evidence(version: "1.2.0"), "1.0.0") with { BaselineRolledBackFrom = registry.Current()!.RolledBackFrom };

        Assert.That(verdict.ToLines().First(), Is.EqualTo("PASS shapes 1.2.0 (profile release, against 1.0.0 (rolled back from 1.1.0))"));
    }

    /// <summary>Former is what was released when the present one was promoted, however often it went to and fro before.</summary>
    [Test]
    public void Rolling_back_again_goes_on_to_the_release_before()
    {
        using var folder = new TemporaryFolder();
        var registry = ReleaseSamples.Registry(folder, "1.0.0", "1.1.0", "1.2.0");
        registry.Rollback(null, ReleaseSamples.Day);
        registry.Rollback(null, ReleaseSamples.Day);
        Assert.That(registry.Current()!.Manifest.Version, Is.EqualTo("1.0.0"));
        Assert.That(() => registry.Rollback(null, ReleaseSamples.Day), Throws.TypeOf<InvalidDataException>().With.Message.Contains("1.0.0 is the first release"));

        registry.Promote(ReleaseSamples.Bundle(folder, "1.3.0", "1.0.0"), ReleaseSamples.Request());
        Assert.That(registry.Current()!.RolledBackFrom, Is.Null);
        Assert.That(registry.Rollback(null, ReleaseSamples.Day).Manifest.Version, Is.EqualTo("1.0.0"));
    }

    [Test]
    public void Returning_to_the_higher_release_is_no_rollback()
    {
        using var folder = new TemporaryFolder();
        var registry = ReleaseSamples.Registry(folder, "1.0.0", "1.1.0");
        registry.Rollback(null, ReleaseSamples.Day);

        var forward = registry.Rollback("1.1.0", ReleaseSamples.Day);

        Assert.That((forward.Manifest.Version, forward.RolledBackFrom), Is.EqualTo(("1.1.0", (string?)null)));
    }

    [Test]
    public void What_cannot_be_rolled_back_to_is_said()
    {
        using var folder = new TemporaryFolder();
        Assert.That(() => ReleaseRegistry.Open(folder["releases"]).Rollback(null, ReleaseSamples.Day),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("nothing has been released yet"));
        Assert.That(Directory.Exists(folder["releases"]), Is.False);
        var registry = ReleaseSamples.Registry(folder, "1.0.0", "1.1.0");
        Assert.That(() => registry.Rollback("1.1.0", ReleaseSamples.Day), Throws.TypeOf<InvalidDataException>().With.Message.Contains("is the release already"));
        Assert.That(() => registry.Rollback("../1.0.0", ReleaseSamples.Day), Throws.TypeOf<InvalidDataException>().With.Message.Contains("was never released; released are 1.0.0, 1.1.0"));
        File.Delete(folder["releases/1.0.0/model.fp32.onnx"]);
        Assert.That(() => registry.Rollback(null, ReleaseSamples.Day), Throws.TypeOf<InvalidDataException>().With.Message.Contains("model.fp32.onnx: it is missing"));
        Assert.That(registry.Current()!.Manifest.Version, Is.EqualTo("1.1.0"));
    }
}
