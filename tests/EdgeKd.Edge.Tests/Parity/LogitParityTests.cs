using FsCheck;
using FsCheck.Fluent;

namespace EdgeKd.Edge.Tests.Parity;

[TestFixture]
public class LogitParityTests
{
    private static readonly object[] Tables =
    [
        // expected, actual, absolute, relative, agreement
        new object[] { new float[] { 1, 2 }, new float[] { 1, 2 }, 0.0, 0.0, 1.0 },
        new object[] { new float[] { 1, 2 }, new float[] { 2, 1 }, 1.0, 0.5, 0.0 },
        new object[] { new float[] { -4, 2, 0, 1 }, new float[] { -4, 2, 0.5f, 1 }, 0.5, 0.125, 1.0 },
        new object[] { new float[] { 8, 2, 0, 1 }, new float[] { 8, 2, 1, 0 }, 1.0, 0.125, 0.5 },
        new object[] { new float[] { 0, 0 }, new float[] { 0, 0 }, 0.0, 0.0, 1.0 },
        new object[] { new float[] { 0, 0 }, new float[] { 0, 1 }, 1.0, double.PositiveInfinity, 0.0 },
        // Equal logits: the first class counts on both sides.
        new object[] { new float[] { 3, 3 }, new float[] { 3, 3 }, 0.0, 0.0, 1.0 },
    ];

    [TestCaseSource(nameof(Tables))]
    public void Measures_the_largest_difference(float[] expected, float[] actual, double absolute, double relative, double agreement)
    {
        var report = LogitParity.Compare(expected, actual, 2);
        Assert.Multiple(() =>
        {
            Assert.That(report.Count, Is.EqualTo(expected.Length / 2));
            Assert.That(report.MaxAbsoluteDifference, Is.EqualTo(absolute));
            Assert.That(report.MaxRelativeDifference, Is.EqualTo(relative));
            Assert.That(report.Top1Agreement, Is.EqualTo(agreement));
            Assert.That(report.IsWithin(), Is.EqualTo(relative <= 1e-4));
        });
    }

    [TestCase(new float[] { 1, 2 }, new float[] { 1 }, 1)]
    [TestCase(new float[] { }, new float[] { }, 1)]
    [TestCase(new float[] { 1, 2, 3 }, new float[] { 1, 2, 3 }, 2)]
    [TestCase(new float[] { 1, 2 }, new float[] { 1, 2 }, 0)]
    public void Refuses_what_is_no_table(float[] expected, float[] actual, int classes) =>
        Assert.That(() => LogitParity.Compare(expected, actual, classes), Throws.InstanceOf<ArgumentException>());

    [TestCase(float.NaN)]
    [TestCase(float.PositiveInfinity)]
    [TestCase(float.NegativeInfinity)]
    public void Refuses_logits_that_are_no_numbers(float value)
    {
        Assert.That(() => LogitParity.Compare([1, 2, 3, value], [1, 2, 3, 4], 2),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("image 1"));
        Assert.That(() => LogitParity.Compare([1, 2, 3, 4], [1, value, 3, 4], 2), Throws.TypeOf<InvalidDataException>());
    }

    [Test]
    public void A_set_agrees_with_itself_and_scale_changes_nothing() =>
        Prop.ForAll<float[], int>((values, seed) =>
        {
            // Powers of two, so that scaling rounds nothing.
            var a = values.Append(1).Select(v => float.IsFinite(v) ? MathF.Round(Math.Clamp(v, -1e4f, 1e4f)) : 0).ToArray();
            var random = new System.Random(seed);
            var b = a.Select(v => v + random.Next(-2, 3)).ToArray();
            var one = LogitParity.Compare(a, b, 1);
            var scaled = LogitParity.Compare([.. a.Select(v => v * 4)], [.. b.Select(v => v * 4)], 1);
            return LogitParity.Compare(a, a, 1).MaxRelativeDifference == 0
                && scaled.MaxAbsoluteDifference == 4 * one.MaxAbsoluteDifference
                && scaled.MaxRelativeDifference == one.MaxRelativeDifference;
        }).QuickCheckThrowOnFailure();
}
