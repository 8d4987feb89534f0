namespace EdgeKd.Release.Tests.Registry;

/// <summary>Stops a change before each of its steps in turn, as a kill would: no step follows, no cleaning up either. Whenever it was, the
/// registry shows the old or the new release, whole, and the next promotion ends what was begun.</summary>
[TestFixture]
public class KilledPromotionTests
{
    private sealed class Killed(string step) : Exception(step);

    [Test]
    public void A_first_promotion() => StopsAnywhere([], null, (registry, bundle) => registry.Promote(bundle, ReleaseSamples.Request()), "1.0.0", leastSteps: 20);

    [Test]
    public void A_later_promotion() =>
        StopsAnywhere(["1.0.0", "1.1.0"], "1.1.0", (registry, bundle) => registry.Promote(bundle, ReleaseSamples.Request()), "1.2.0", leastSteps: 20);

    [Test]
    public void A_rollback() => StopsAnywhere(["1.0.0", "1.1.0"], "1.1.0", (registry, _) => registry.Rollback(null, ReleaseSamples.Day), "1.0.0", leastSteps: 4);

    /// <summary>A promotion that ends what a killed one left, killed in turn.</summary>
    [Test]
    public void A_promotion_after_a_killed_one()
    {
        using var folder = new TemporaryFolder();
        string killed = ReleaseSamples.Bundle(folder, "1.0.0", weights: "never released"), bundle = ReleaseSamples.Bundle(folder, "1.0.0");
        var history = folder["releases/history.jsonl"];
        for (var step = 0; ; step++)
        {
            if (Directory.Exists(folder["releases"]))
                Directory.Delete(folder["releases"], recursive: true);
            // The folder of the first one is in place, only its line in the history is missing.
            var renames = 0;
            Assert.That(() => Open(folder, name => name == $"rename to {history}" && ++renames == 2).Promote(killed, ReleaseSamples.Request()), Throws.TypeOf<Killed>());
            Assert.That(Directory.Exists(folder["releases/1.0.0"]));

            var stopped = Stopped(folder, step, registry => registry.Promote(bundle, ReleaseSamples.Request()));
            var current = ReleaseRegistry.Open(folder["releases"]).Current();
            Assert.That(current is null || File.ReadAllText(Path.Combine(current.Folder, "model.fp32.onnx")) == "weights", $"after step {step}");
            if (!stopped)
            {
                Assert.That(step, Is.GreaterThan(20));
                return;
            }
        }
    }

    private static void StopsAnywhere(string[] before, string? old, Action<ReleaseRegistry, string> change, string @new, int leastSteps)
    {
        using var folder = new TemporaryFolder();
        ReleaseSamples.Registry(folder, before);
        string bundle = ReleaseSamples.Bundle(folder, @new, old), later = ReleaseSamples.Bundle(folder, "9.0.0", @new);
        // Every round starts from the same releases.
        Directory.CreateDirectory(folder["releases"]);
        Directory.Move(folder["releases"], folder["start"]);
        for (var step = 0; ; step++)
        {
            Copy(folder["start"], folder["releases"]);
            var stopped = Stopped(folder, step, registry => change(registry, bundle));

            // Every file of it is checked by digest when it is read.
            var found = ReleaseRegistry.Open(folder["releases"]).Current();
            Assert.That(found?.Manifest.Version, stopped ? Is.EqualTo(old).Or.EqualTo(@new) : Is.EqualTo(@new), $"after step {step}");
            Assert.That(ReleaseRegistry.Open(folder["releases"]).List(), Has.Count.EqualTo(before.Length + (found?.Manifest.Version is { } v && !before.Contains(v) ? 1 : 0)));

            var next = ReleaseRegistry.Open(folder["releases"]);
            if (found?.Manifest.Version != @new)
                change(next, bundle);
            next.Promote(later, ReleaseSamples.Request());
            Assert.That(next.Current()!.Manifest.Version, Is.EqualTo("9.0.0"));
            string[] known = [".gitignore", ".lock", "history.jsonl", "9.0.0", @new, .. before];
            Assert.That(Directory.GetFileSystemEntries(folder["releases"]).Select(Path.GetFileName), Is.EquivalentTo(known.Distinct()), $"after step {step}");
            if (!stopped)
            {
                Assert.That(step, Is.GreaterThanOrEqualTo(leastSteps), "steps that were stopped before");
                return;
            }
        }
    }

    private static void Copy(string folder, string target)
    {
        if (Directory.Exists(target))
            Directory.Delete(target, recursive: true);
        Directory.CreateDirectory(target);
        foreach (var inner in Directory.EnumerateDirectories(folder))
            Copy(inner, Path.Combine(target, Path.GetFileName(inner)));
        foreach (var file in Directory.EnumerateFiles(folder))
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
    }

    /// <summary>Whether the change was stopped before its step of that number; otherwise it had fewer.</summary>
    private static bool Stopped(TemporaryFolder folder, int step, Action<ReleaseRegistry> change)
    {
        try
        {
            var reached = 0;
            change(Open(folder, _ => reached++ == step));
            return false;
        }
        catch (Killed)
        {
            return true;
        }
    }

    private static ReleaseRegistry Open(TemporaryFolder folder, Func<string, bool> kills)
    {
        string? dead = null;
        return ReleaseRegistry.Open(folder["releases"], new RegistryFiles(step =>
        {
            // The dead take no further step.
            if (dead is null && kills(step))
                dead = step;
            if (dead is not null)
                throw new Killed(dead);
        }));
    }
}
