namespace EdgeKd.Release.Tests.Registry;

[TestFixture]
public class SimultaneousPromotionTests
{
    /// <summary>The second one begins while the first one writes.</summary>
    [Test]
    public void A_second_promotion_at_the_same_time_is_told_so()
    {
        using var folder = new TemporaryFolder();
        ReleaseSamples.Registry(folder, "1.0.0");
        string first = ReleaseSamples.Bundle(folder, "1.1.0", "1.0.0"), second = ReleaseSamples.Bundle(folder, "1.2.0", "1.0.0");
        Exception? refused = null;
        var registry = ReleaseRegistry.Open(folder["releases"], new RegistryFiles(step =>
        {
            if (step.EndsWith("history.jsonl", StringComparison.Ordinal))
                refused = Assert.Catch(() => ReleaseRegistry.Open(folder["releases"]).Promote(second, ReleaseSamples.Request()));
        }));

        registry.Promote(first, ReleaseSamples.Request());

        Assert.That(refused, Is.TypeOf<IOException>().With.Message.Contains("another promotion or rollback is at work").And.Message.Not.Contains("\n"));
        Assert.That(registry.Current()!.Manifest.Version, Is.EqualTo("1.1.0"));
        // Later it is refused for another reason: nobody compared it with the winner.
        Assert.That(() => registry.Promote(second, ReleaseSamples.Request()), Throws.TypeOf<InvalidDataException>().With.Message.Contains("run Ship again"));
    }

    /// <summary>However threads are scheduled, one of all candidates for the same place gets it.</summary>
    [Test]
    public void Of_several_at_once_one_wins()
    {
        for (var round = 0; round < 3; round++)
        {
            using var folder = new TemporaryFolder();
            ReleaseSamples.Registry(folder, "1.0.0");
            string[] bundles = [.. Enumerable.Range(1, 4).Select(i => ReleaseSamples.Bundle(folder, $"1.{i}.0", "1.0.0"))];
            using var together = new Barrier(bundles.Length);
            var errors = new Exception?[bundles.Length];
            var threads = bundles.Select((bundle, i) => new Thread(() =>
            {
                together.SignalAndWait();
                try
                {
                    ReleaseRegistry.Open(folder["releases"]).Promote(bundle, ReleaseSamples.Request());
                }
                catch (Exception e) when (e is IOException or InvalidDataException)
                {
                    errors[i] = e;
                }
            })).ToArray();
            Array.ForEach(threads, thread => thread.Start());
            Array.ForEach(threads, thread => thread.Join());

            var winner = Array.IndexOf(errors, null);
            Assert.That(errors.Count(error => error is null), Is.EqualTo(1));
            Assert.That(ReleaseRegistry.Open(folder["releases"]).Current()!.Manifest.Version, Is.EqualTo($"1.{winner + 1}.0"));
            Assert.That(errors.OfType<Exception>().Select(error => error.Message),
                Is.All.Contains("another promotion or rollback is at work").Or.Contains("run Ship again").Or.Contains("is lower than the released"));
        }
    }

    /// <summary>A lock file that a dead process left holds nobody up: the system has dropped the lock.</summary>
    [Test]
    public void A_lock_of_a_dead_process_does_not_block()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["releases"]);
        File.WriteAllText(folder["releases/.lock"], "12345");
        ReleaseSamples.Registry(folder, "1.0.0");
        Assert.That(ReleaseRegistry.Open(folder["releases"]).Current(), Is.Not.Null);
    }
}
