using EdgeKd.Pipeline.Policies;
using EdgeKd.Pipeline.Recipes;
using EdgeKd.Release;

namespace EdgeKd.Pipeline.Tests.Policies;

[TestFixture]
public class ShortPolicyTests
{
    [Test]
    public void Each_short_key_is_a_rule()
    {
        var policy = ShortPolicy.Of(new GateSection
        {
            MinTop1 = 0.9, MaxTop1DropPoints = 1, MaxTeacherGapPoints = 5, MaxInt8DropPoints = 0.4, MaxLatencyP90Ms = 3, MaxSizeBytes = 1000, MaxFloatIslands = 0,
            Confidence = 0.99, Require = "any",
        });

        Assert.That(policy.Require, Is.EqualTo("any"));
        Assert.That(policy.Rules, Is.EqualTo(new PolicyRule[]
        {
            new() { Metric = "top1", AtLeast = 0.9 },
            new() { Metric = "top1", Against = "released", Margin = 1, Confidence = 0.99 },
            new() { Metric = "top1", Against = "teacher", Margin = 5, Confidence = 0.99 },
            new() { Metric = "top1", Against = "float", Margin = 0.4, Confidence = 0.99 },
            new() { Metric = "latencyP90Ms", AtMost = 3 },
            new() { Metric = "sizeBytes", AtMost = 1000 },
            new() { Metric = "floatIslands", AtMost = 0 },
        }));
        Assert.That(PolicyChecks.FaultsOf(policy), Is.Empty);
    }

    [Test]
    public void A_section_without_keys_still_compares_smaller_forms_with_the_float_model() =>
        Assert.That(ShortPolicy.Of(new GateSection()).Rules, Is.EqualTo(new PolicyRule[] { new() { Metric = "top1", Against = "float", Margin = 0.5 } }));

    // Whatever a recipe may say must be a policy that can be decided by.
    [Test]
    public void The_ends_of_every_range_are_sound([Values(0.0, 1)] double top1, [Values(0.1, 100)] double points, [Values(0.5, 0.9999)] double confidence) =>
        Assert.That(PolicyChecks.FaultsOf(ShortPolicy.Of(new GateSection
        {
            MinTop1 = top1, MaxTop1DropPoints = points, MaxTeacherGapPoints = points, MaxInt8DropPoints = points, MaxLatencyP90Ms = 1_000_000, MaxSizeBytes = 0, Confidence = confidence,
        })), Is.Empty);
}
