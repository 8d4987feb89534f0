namespace EdgeKd.Edge.Tests.Latency.Trust;

[TestFixture]
public class RepetitionCheckTests
{
    [TestCase(1.0, false), TestCase(0.95, false), TestCase(0.5, true), TestCase(0.0, true)]
    public void Remembered_answers_are_found(double shareWhenRepeated, bool isDoubted)
    {
        var clock = new ManualClock();
        var last = -1;
        var doubt = RepetitionCheck.Doubt(
            image =>
            {
                clock.Advance(image == last ? 2 * shareWhenRepeated : 2);
                last = image;
            },
            images: 64, typicalMs: 2, clock, CancellationToken.None);
        Assert.That(doubt, isDoubted ? Does.Contain("answers are remembered") : Is.Null);
    }

    // A machine that is at times twice as slow, whatever is asked: some pairs show it, but not all.
    [Test]
    public void A_noisy_machine_remembers_nothing([Range(1, 20)] int seed)
    {
        var (clock, random) = (new ManualClock(), new Random(seed));
        Assert.That(RepetitionCheck.Doubt(_ => clock.Advance(random.Next(2) == 0 ? 1 : 2), 64, 1, clock, CancellationToken.None), Is.Null);
    }

    [TestCase(1.0, 64, 5), TestCase(0.001, 64, 63), TestCase(1000, 64, 2), TestCase(1.0, 3, 2)]
    public void Blocks_take_some_milliseconds_and_repeat_no_image_but_one(double typicalMs, int images, int runs)
    {
        var asked = new List<int>();
        var clock = new ManualClock();
        RepetitionCheck.Doubt(image =>
        {
            asked.Add(image);
            clock.Advance(typicalMs);
        }, images, typicalMs, clock, CancellationToken.None);
        Assert.That(asked, Has.Count.EqualTo(16 * (runs + 1)));
        Assert.That(asked, Is.All.InRange(0, images - 1));
        var blocks = asked.Chunk(runs + 1).ToArray();
        Assert.That(blocks.Count(block => block.Distinct().Count() == 1), Is.EqualTo(8));
        Assert.That(blocks.Count(block => block.Distinct().Count() == runs + 1), Is.EqualTo(8));
    }

    [Test]
    public void Of_one_image_nothing_can_be_said() =>
        Assert.That(RepetitionCheck.Doubt(_ => Assert.Fail("it was run"), 1, 1, new ManualClock(), CancellationToken.None), Is.Null);
}
