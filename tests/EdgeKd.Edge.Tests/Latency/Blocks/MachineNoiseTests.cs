namespace EdgeKd.Edge.Tests.Latency.Blocks;

[TestFixture]
public class MachineNoiseTests
{
    private static BlockResult[] Blocks(params IEnumerable<double> medians) => [.. medians.Select(ms => new BlockResult(32, ms, ms, null))];

    // The quartiles of a normal distribution are 0.6745 standard deviations from its middle.
    [Test]
    public void The_variation_is_a_standard_deviation_where_the_noise_is_normal() => Assert.That(
        MachineNoise.Variation([2 - (0.2 * 0.6745), 2 - (0.2 * 0.6745), 2, 2 + (0.2 * 0.6745), 2 + (0.2 * 0.6745)]), Is.EqualTo(0.1).Within(1e-4));

    [Test]
    public void A_few_interrupted_blocks_are_no_doubt() =>
        Assert.That(MachineNoise.Doubt(Blocks([.. Enumerable.Repeat(1.0, 20), 5, 5, 9, 40])), Is.Null);

    [Test]
    public void A_machine_in_two_states_is() =>
        Assert.That(MachineNoise.Doubt(Blocks([.. Enumerable.Repeat(1.0, 14), .. Enumerable.Repeat(1.8, 10)])), Does.StartWith("the blocks of the baseline alone vary by 59 %"));

    [Test]
    public void One_that_is_a_half_slower_at_times_is_not() =>
        Assert.That(MachineNoise.Doubt(Blocks([.. Enumerable.Repeat(1.0, 14), .. Enumerable.Repeat(1.5, 10)])), Is.Null);

    [Test]
    public void One_block_does_not_vary() => Assert.That(MachineNoise.Variation([3]), Is.Zero);
}
