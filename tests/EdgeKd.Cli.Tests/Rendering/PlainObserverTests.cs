using EdgeKd.Cli.Rendering;
using EdgeKd.Pipeline.Running;

namespace EdgeKd.Cli.Tests.Rendering;

[TestFixture]
public class PlainObserverTests
{
    private sealed class StoppedClock : TimeProvider
    {
        public long Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }

    [Test]
    public void Lines_come_at_milestones_and_every_ten_seconds()
    {
        using var writer = new StringWriter();
        var clock = new StoppedClock();
        var observer = new PlainObserver(writer, null, clock);

        observer.Started("distill");
        observer.Progressed(new StageProgress("distill", 0.1, "step 1"));
        clock.Seconds = 9;
        observer.Progressed(new StageProgress("distill", 0.2, "step 2"));
        clock.Seconds = 10;
        observer.Progressed(new StageProgress("distill", 0.3, "step 3", TimeSpan.FromSeconds(75)));
        observer.Progressed(new StageProgress("distill", 0.4, "step 4"));
        observer.Progressed(new StageProgress("distill", 0.5, "epoch 1", TimeSpan.FromHours(2), IsMilestone: true));

        Assert.That(writer.ToString().ReplaceLineEndings("\n"), Is.EqualTo(
            "distill   started\ndistill   step 3, 1:15 left\ndistill   epoch 1, 2:00:00 left\n"));
    }

    [TestCase(false, null, ExpectedResult = true)]
    [TestCase(false, "package", ExpectedResult = true)]
    [TestCase(true, null, ExpectedResult = false)]
    [TestCase(true, "package", ExpectedResult = false)]
    [TestCase(true, "distill", ExpectedResult = true)]
    public bool A_cached_stage_is_silent_unless_it_was_asked_for(bool cached, string? named)
    {
        using var writer = new StringWriter();

        new PlainObserver(writer, named, TimeProvider.System).Finished(new StageOutcome("distill", "key", cached, 1.25, "done", "/store/distill/key", []));

        return writer.ToString().Length > 0;
    }
}
